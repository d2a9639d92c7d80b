package dev.aura.kernel.tool;

import java.util.function.BiFunction;

import dev.aura.kernel.bus.BusCall;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;

/**
 * One thing that the model can ask for.
 *
 * @param <A> the record that the arguments are read into
 * @param specification what the model is told
 * @param arguments the record
 * @param mutating whether it changes something outside the kernel
 * @param action makes the call and answers the text for the model
 */
record Tool<A extends Record>(ToolSpecification specification, Class<A> arguments, boolean mutating,
		BiFunction<A, BusCall, String> action) {

	static <A extends Record> Tool<A> reading(String name, String description, JsonObjectSchema.Builder parameters,
			Class<A> arguments, BiFunction<A, BusCall, String> action) {
		return new Tool<>(specification(name, description, parameters), arguments, false, action);
	}

	static <A extends Record> Tool<A> mutating(String name, String description, JsonObjectSchema.Builder parameters,
			Class<A> arguments, BiFunction<A, BusCall, String> action) {
		return new Tool<>(specification(name, description, parameters), arguments, true, action);
	}

	private static ToolSpecification specification(String name, String description,
			JsonObjectSchema.Builder parameters) {
		return ToolSpecification.builder()
			.name(name)
			.description(description.strip().replaceAll("\\s+", " "))
			.parameters(parameters.additionalProperties(false).build())
			.build();
	}

	String name() {
		return this.specification.name();
	}

	/**
	 * Carries the call out.
	 * @throws ArgumentException when the arguments are not what the tool takes
	 */
	String carryOut(String json, BusCall call) {
		return this.action.apply(Arguments.read(json, this.arguments, this.specification.parameters()), call);
	}

}
