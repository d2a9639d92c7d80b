package dev.aura.kernel.tool;

import java.util.stream.Collectors;

import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads the arguments of a tool call, strictly: nothing is guessed, coerced or ignored.
 */
final class Arguments {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.withCoercionConfig(LogicalType.Textual,
				(text) -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
		.build();

	private Arguments() {
	}

	/**
	 * The arguments.
	 * @param text as the model wrote them; blank counts as no arguments
	 * @throws ArgumentException saying what is wrong and what is expected
	 */
	static <A extends Record> A read(String text, Class<A> type, JsonObjectSchema expected) {
		try {
			A arguments = json.readValue(text.isBlank() ? "{}" : text, type);
			if (arguments != null) {
				return arguments;
			}
			throw new ArgumentException("The arguments are null. " + expected(expected));
		}
		catch (JacksonException ex) {
			throw new ArgumentException(mistake(ex) + " " + expected(expected));
		}
	}

	private static String mistake(JacksonException failure) {
		if (failure instanceof StreamReadException && failure.getLocation() != null) {
			return "The arguments are not valid JSON: the mistake is at line %d, column %d."
				.formatted(failure.getLocation().getLineNr(), failure.getLocation().getColumnNr());
		}
		if (failure instanceof UnrecognizedPropertyException unknown) {
			return "There is no argument \"" + unknown.getPropertyName() + "\".";
		}
		Throwable cause = failure.getCause();
		if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
			return "Argument " + cause.getMessage() + ".";
		}
		String path = failure.getPath()
			.stream()
			.map(JacksonException.Reference::getPropertyName)
			.filter((name) -> name != null)
			.collect(Collectors.joining("."));
		return path.isEmpty() ? "The arguments are not a JSON object." : "Argument " + path + " has the wrong type.";
	}

	private static String expected(JsonObjectSchema schema) {
		return "Expected a JSON object with: " + schema.properties()
			.entrySet()
			.stream()
			.map((property) -> property.getKey() + " (" + kind(property.getValue())
					+ (schema.required().contains(property.getKey()) ? ", required)" : ")"))
			.collect(Collectors.joining(", ")) + ".";
	}

	private static String kind(JsonSchemaElement element) {
		return switch (element) {
			case JsonIntegerSchema whole -> "whole number";
			case JsonNumberSchema number -> "number";
			case JsonBooleanSchema truth -> "true or false";
			case JsonEnumSchema options -> "one of " + String.join(", ", options.enumValues());
			default -> "text";
		};
	}

}
