package dev.aura.kernel.model;

/** No model is configured and none was found; its message names the ways to get one. */
public final class NoModelException extends RuntimeException {

	static final String THREE_WAYS = """
			No model is configured, and no Ollama with a tool-capable model answers at %s.
			The three shortest ways to get one:
			  1. a key:           export OPENAI_API_KEY=...
			  2. a local model:   ollama serve & ollama pull qwen3
			  3. another server:  export OPENAI_BASE_URL=http://127.0.0.1:8080/v1 AURA_MODEL=name""";

	/**
	 * There is none.
	 * @param ollama where none was found
	 * @param local why there is none in this process; blank when none was looked for
	 */
	NoModelException(String ollama, String local) {
		super(THREE_WAYS.formatted(ollama) + (local.isBlank() ? "" : "\nThe model on board cannot be used: " + local));
	}

}
