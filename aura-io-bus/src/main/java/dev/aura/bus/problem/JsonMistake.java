package dev.aura.bus.problem;

import java.util.Arrays;
import java.util.Collection;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

import org.springframework.http.converter.HttpMessageNotReadableException;

/** Says what is wrong with a JSON body without naming a class of ours. */
final class JsonMistake {

	private JsonMistake() {
	}

	static String describe(HttpMessageNotReadableException failure) {
		if (!(failure.getCause() instanceof JacksonException mistake)) {
			return "The body is absent or unreadable (expected: a JSON object).";
		}
		return switch (mistake) {
			case UnrecognizedPropertyException unknown ->
				"%s: unknown (expected: one of %s)".formatted(path(unknown), unknown.getKnownPropertyIds());
			case InvalidFormatException invalid -> "%s: %s (expected: %s)".formatted(path(invalid),
					Problems.abridged(String.valueOf(invalid.getValue())), kind(invalid.getTargetType()));
			case ValueInstantiationException refused when refused.getCause() instanceof IllegalArgumentException why ->
				String.valueOf(why.getMessage());
			case MismatchedInputException mismatched ->
				"%s: wrong type (expected: %s)".formatted(path(mismatched), kind(mismatched.getTargetType()));
			case InputCoercionException number ->
				"%s: too large (expected: %s)".formatted(path(number), kind(number.getTargetType()));
			case StreamConstraintsException excess ->
				"The body is nested too deeply, or has a name or a number that is too long (expected: at most 500 levels, 50,000 characters in a name and 1,000 in a number).";
			case StreamReadException twice when twice.getOriginalMessage().startsWith("Duplicate") ->
				"The body gives a name twice at line %d, column %d.".formatted(twice.getLocation().getLineNr(),
						twice.getLocation().getColumnNr());
			case StreamReadException syntax -> "The body is not valid JSON at line %d, column %d."
				.formatted(syntax.getLocation().getLineNr(), syntax.getLocation().getColumnNr());
			default -> "The body is not what was expected.";
		};
	}

	private static String path(JacksonException mistake) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference step : mistake.getPath()) {
			if (step.getPropertyName() != null) {
				path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
			}
			else {
				path.append('[').append(step.getIndex()).append(']');
			}
		}
		return path.isEmpty() ? "The body" : Problems.abridged(path.toString());
	}

	private static String written(Object constant) {
		try {
			Enum<?> member = (Enum<?>) constant;
			JsonProperty property = member.getDeclaringClass()
				.getField(member.name())
				.getAnnotation(JsonProperty.class);
			return (property != null) ? property.value() : constant.toString();
		}
		catch (NoSuchFieldException ex) {
			return constant.toString();
		}
	}

	private static String kind(Class<?> type) {
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants()).map(JsonMistake::written).toList();
		}
		if (type == String.class) {
			return "text";
		}
		if (type == Boolean.class || type == boolean.class) {
			return "true or false";
		}
		if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
			return (type == Double.class) ? "a number" : "a whole number";
		}
		return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
	}

}
