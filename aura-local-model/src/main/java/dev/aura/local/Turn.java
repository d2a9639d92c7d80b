package dev.aura.local;

import java.util.List;
import java.util.UUID;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One turn of a local model, as it is written: {@code answer} and a text, or the name of
 * a tool and its arguments as a JSON object. Thoughts may come before.
 *
 * @param thinking apart from the rest; empty when there is none
 * @param tool that is called; empty for an answer
 * @param text of the answer, or the arguments
 */
record Turn(String thinking, String tool, String text) {

	/** What an answer begins with. */
	static final String ANSWER = "answer";

	private static final String THOUGHT = "<think>";

	private static final String THOUGHT_END = "</think>";

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Where the turn itself begins; negative as long as it is thought about. */
	static int afterThought(CharSequence said) {
		String text = said.toString();
		if (!text.startsWith(THOUGHT)) {
			return THOUGHT.startsWith(text) ? -1 : 0;
		}
		int end = text.indexOf(THOUGHT_END);
		if (end < 0) {
			return -1;
		}
		int start = end + THOUGHT_END.length();
		while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
			start++;
		}
		return start;
	}

	/** Reads what a model said. */
	static Turn of(String said) {
		int start = afterThought(said);
		if (start < 0) {
			// It was cut off before it came to a point.
			return new Turn(said.replace(THOUGHT, "").strip(), "", "");
		}
		String thinking = said.substring(0, start).replace(THOUGHT, "").replace(THOUGHT_END, "").strip();
		String rest = said.substring(start);
		int space = rest.indexOf(' ');
		String first = (space < 0) ? rest : rest.substring(0, space);
		String text = (space < 0) ? "" : rest.substring(space + 1).strip();
		return first.equals(ANSWER) ? new Turn(thinking, "", text) : new Turn(thinking, first, text);
	}

	boolean isCall() {
		return !this.tool.isEmpty();
	}

	/** Whether the arguments are a whole JSON object, rather than cut off. */
	boolean isWhole() {
		try {
			return !isCall() || json.readTree(this.text).isObject();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	AiMessage message() {
		AiMessage.Builder message = AiMessage.builder();
		if (!this.thinking.isEmpty()) {
			message.thinking(this.thinking);
		}
		if (isCall()) {
			return message.toolExecutionRequests(List.of(ToolExecutionRequest.builder()
				.id("call_" + UUID.randomUUID())
				.name(this.tool)
				.arguments(this.text)
				.build())).build();
		}
		return message.text(this.text).build();
	}

	/** A turn as a model is shown its own earlier ones. */
	static String written(AiMessage message) {
		if (message.hasToolExecutionRequests()) {
			ToolExecutionRequest call = message.toolExecutionRequests().getFirst();
			return call.name() + " " + call.arguments();
		}
		String text = (message.text() == null) ? "" : message.text();
		return ANSWER + " " + text.replaceAll("\\s+", " ").strip();
	}

}
