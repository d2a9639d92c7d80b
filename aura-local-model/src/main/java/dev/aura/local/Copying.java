package dev.aura.local;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds a tiny model to what it copies. Told to write "hello" it likes to write "Hello,
 * World!": a text that begins as one of the task and goes on as another was meant to be
 * copied, and is written again with only words of the task to choose from.
 */
final class Copying {

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Arguments that hold texts of a person. */
	private static final List<String> TEXTS = List.of("content", "text");

	private static final int LEAST_LETTERS = 4;

	private static final int MOST_WORDS = 80;

	private Copying() {
	}

	/**
	 * A grammar in which the call is made again.
	 * @return nothing when the call copies nothing, or copies well
	 */
	static Optional<String> again(Turn call, String task) {
		JsonNode arguments = json.readTree(call.text());
		for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
			String text = argument.getValue().asString("");
			if (TEXTS.contains(argument.getKey()) && slipped(text, task)) {
				return Optional.of(grammar(call, argument.getKey(), text, task));
			}
		}
		return Optional.empty();
	}

	private static boolean slipped(String text, String task) {
		return !task.contains(text) && firstWord(text).filter((word) -> words(task).contains(word)).isPresent();
	}

	private static Optional<String> firstWord(String text) {
		return words(text).stream().filter((word) -> word.length() >= LEAST_LETTERS).findFirst();
	}

	private static List<String> words(String text) {
		return List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"));
	}

	private static String grammar(Turn call, String name, String text, String task) {
		List<String> words = Arrays.stream(task.split("\\s+"))
			.filter((word) -> !word.isEmpty())
			.limit(MOST_WORDS)
			.toList();
		// Where a text is to be put is no part of it.
		String starts = IntStream.range(0, words.size())
			.filter((i) -> !Conversation.isPath(words.get(i)))
			.mapToObj((i) -> "w" + i)
			.collect(Collectors.joining(" | "));
		String spans = IntStream.range(0, words.size())
			.mapToObj((i) -> "w" + i + " ::= " + quoted(inJson(words.get(i)))
					+ ((i + 1 < words.size() && !Conversation.isPath(words.get(i + 1))) ? " (\" \" w" + (i + 1) + ")?"
							: "")
					+ "\n")
			.collect(Collectors.joining());
		String said = call.tool() + " " + call.text();
		String value = json.writeValueAsString(text);
		int start = said.indexOf(value, said.indexOf("\"" + name + "\": "));
		return "root ::= " + quoted(said.substring(0, start + 1)) + " (" + starts + ") "
				+ quoted(said.substring(start + value.length() - 1)) + "\n" + spans;
	}

	private static String inJson(String word) {
		String value = json.writeValueAsString(word);
		return value.substring(1, value.length() - 1);
	}

	private static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
