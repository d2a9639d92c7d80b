package dev.aura.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import tools.jackson.databind.json.JsonMapper;

/**
 * A grammar, in GBNF, of everything that a model may say in one turn: its answer, or one
 * call of a tool with arguments that fit the tool's schema. What keeps to it can be read
 * back by {@link Turn}.
 */
final class ToolGrammar {

	/** What is in a JSON text: nothing that would have to be escaped, or escaped. */
	private static final String COMMON = """
			text ::= "\\"" character%s "\\""
			character ::= [^"\\\\\\x00-\\x1F\\x7F] | "\\\\" (["\\\\nt] | "u" "00" [2-7] [0-9a-f])
			whole ::= "0" | [1-9] [0-9]{0,8}
			number ::= whole ("." [0-9]{1,6})?
			truth ::= "true" | "false"
			""";

	/** The tool that may name a file that nobody spoke of. */
	private static final String WRITING = "write_file";

	private static final int LONGEST_NAME = 80;

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Abilities abilities;

	ToolGrammar(Abilities abilities) {
		this.abilities = abilities;
	}

	/**
	 * A turn of any kind.
	 * @param paths that were spoken of, to which the calls of a compact model keep,
	 * unless they write; empty for any
	 */
	String turn(List<ToolSpecification> tools, Set<String> paths) {
		List<String> turns = new ArrayList<>(tools.stream().map((tool) -> "call-" + rule(tool.name())).toList());
		turns.add("answer");
		String calls = tools.stream().map(this::call).collect(Collectors.joining());
		return root(turns) + calls + answer() + (tools.isEmpty() ? "" : common() + path(paths));
	}

	/** A call of one of these tools, and nothing else. */
	String call(List<ToolSpecification> tools, Set<String> paths) {
		return root(tools.stream().map((tool) -> "call-" + rule(tool.name())).toList())
				+ tools.stream().map(this::call).collect(Collectors.joining()) + common() + path(paths);
	}

	/** Only an answer. */
	String answerOnly() {
		return root(List.of("answer")) + answer();
	}

	private String path(Set<String> paths) {
		if (paths.isEmpty() || !this.abilities.compact()) {
			return "path ::= text\nnew-path ::= text\n";
		}
		String known = paths.stream()
			.map((path) -> quoted(json.writeValueAsString(path)))
			.collect(Collectors.joining(" | "));
		return "path ::= " + known + "\nnew-path ::= path | \"\\\"\" (" + NewNames.apartFrom(paths, "name")
				+ ") \"\\\"\"\n" + "name ::= [^\"\\\\\\x00-\\x1F\\x7F]{0," + LONGEST_NAME + "}\n";
	}

	private String common() {
		int longest = this.abilities.longestText();
		return COMMON.replace("%s", (longest == 0) ? "*" : "{0," + longest + "}");
	}

	private String root(List<String> turns) {
		String thought = this.abilities.thinks() ? "(\"<think>\" [^<]* \"</think>\" [\\n]*)? " : "";
		return "root ::= " + thought + "(" + String.join(" | ", turns) + ")\n";
	}

	private String answer() {
		// A compact model that goes on to another line goes on with the next task.
		return "answer ::= \"" + Turn.ANSWER + " \" [^ \\n{] [^\\n]*"
				+ (this.abilities.compact() ? "" : " ([\\n]+ [^\\n]+)*") + "\n";
	}

	private String call(ToolSpecification tool) {
		return "call-" + rule(tool.name()) + " ::= " + quoted(tool.name() + " ") + " "
				+ object(tool.parameters(), tool.name().equals(WRITING) ? "new-path" : "path") + "\n";
	}

	private String object(JsonObjectSchema schema, String path) {
		List<String> required = new ArrayList<>();
		List<String> optional = new ArrayList<>();
		for (Map.Entry<String, JsonSchemaElement> property : schema.properties().entrySet()) {
			String member = quoted("\"" + property.getKey() + "\": ") + " "
					+ (property.getKey().equals("path") ? path : value(property.getValue()));
			(schema.required().contains(property.getKey()) ? required : optional).add(member);
		}
		List<String> offered = this.abilities.optionalArguments() ? optional : List.of();
		return quoted("{") + " " + members(required, offered) + " " + quoted("}");
	}

	/** The required ones in their order, then each of the others or not. */
	private static String members(List<String> required, List<String> optional) {
		String comma = quoted(", ");
		if (!required.isEmpty()) {
			return String.join(" " + comma + " ", required) + optional.stream()
				.map((member) -> " (" + comma + " " + member + ")?")
				.collect(Collectors.joining());
		}
		// Without a required one before it, a comma stands only between two.
		List<String> choices = new ArrayList<>();
		for (int i = 0; i < optional.size(); i++) {
			choices.add(optional.get(i) + optional.subList(i + 1, optional.size())
				.stream()
				.map((member) -> " (" + comma + " " + member + ")?")
				.collect(Collectors.joining()));
		}
		return choices.isEmpty() ? "" : "(" + String.join(" | ", choices) + ")?";
	}

	private static String value(JsonSchemaElement schema) {
		return switch (schema) {
			case JsonIntegerSchema whole -> "whole";
			case JsonNumberSchema number -> "number";
			case JsonBooleanSchema truth -> "truth";
			case JsonEnumSchema options -> "(" + options.enumValues()
				.stream()
				.map((option) -> quoted("\"" + option + "\""))
				.collect(Collectors.joining(" | ")) + ")";
			default -> "text";
		};
	}

	/** A name as the grammar's rules are named. */
	private static String rule(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "-");
	}

	private static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
