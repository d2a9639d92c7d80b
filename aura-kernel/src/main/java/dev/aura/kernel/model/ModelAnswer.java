package dev.aura.kernel.model;

import dev.langchain4j.data.message.AiMessage;

/**
 * What the model said, whole.
 *
 * @param message text, tool calls, or both; every call has an id of its own
 * @param cutOff whether the output limit ended it
 * @param tokens what it cost
 */
public record ModelAnswer(AiMessage message, boolean cutOff, Tokens tokens) {

	/**
	 * Tokens of one call.
	 *
	 * @param input read by the model
	 * @param output written by it
	 * @param estimated whether the server did not count and we did, by four characters a
	 * token
	 */
	public record Tokens(long input, long output, boolean estimated) {
	}

}
