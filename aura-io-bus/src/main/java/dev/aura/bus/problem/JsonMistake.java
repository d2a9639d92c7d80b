package dev.aura.bus.problem;

import java.util.Collection;

import tools.jackson.core.JacksonException;
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

	private static String kind(Class<?> type) {
		if (type.isEnum()) {
			return "one of the documented values";
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
