package dev.aura.local;

import java.util.List;
import java.util.function.Consumer;

/** Something that continues texts with a model. One text at a time: others wait. */
public interface LocalEngine extends AutoCloseable {

	/** The conversation as the model's own template writes it, ready to be continued. */
	String written(List<Said> conversation);

	/** How many tokens a text is. */
	int tokens(String text);

	/**
	 * Continues a text.
	 * @param text hears the pieces as they come
	 * @throws java.util.concurrent.CancellationException within half a second of an
	 * interrupt of this thread
	 * @throws LocalModelException when the engine fails
	 */
	Continuation continued(Prompt prompt, Consumer<String> text);

	@Override
	void close();

	/**
	 * One message of a conversation.
	 *
	 * @param role {@code system}, {@code user} or {@code assistant}
	 */
	record Said(String role, String text) {
	}

	/**
	 * What is asked.
	 *
	 * @param text to continue
	 * @param grammar in GBNF that the continuation keeps to; empty for any
	 * @param stops texts before which it ends
	 * @param mostTokens of the continuation
	 * @param temperature 0 for the likeliest
	 */
	record Prompt(String text, String grammar, List<String> stops, int mostTokens, float temperature) {

		public Prompt {
			stops = List.copyOf(stops);
		}

	}

	/**
	 * What came.
	 *
	 * @param text whole
	 * @param inputTokens of the prompt
	 * @param outputTokens of the continuation
	 */
	record Continuation(String text, int inputTokens, int outputTokens) {
	}

}
