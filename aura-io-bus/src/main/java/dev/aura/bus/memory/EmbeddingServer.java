package dev.aura.bus.memory;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A server with the OpenAI-compatible call {@code /embeddings}.
 *
 * @param queryPrefix what the model was trained to see before a question
 * @param documentPrefix what it was trained to see before a text to be found
 */
record EmbeddingServer(@DefaultValue ModelServer server, @DefaultValue("") String queryPrefix,
		@DefaultValue("") String documentPrefix) {
}
