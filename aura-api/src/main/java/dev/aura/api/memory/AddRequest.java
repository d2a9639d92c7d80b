package dev.aura.api.memory;

import java.util.Map;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A text to remember.
 *
 * @param text any length up to the bus's limit; split into chunks
 * @param namespace keeps memories apart; {@code default} when absent
 * @param source where the text came from: a URL, a path, a run
 * @param metadata strings, numbers and booleans by name, for filters
 */
public record AddRequest(String text, @Nullable String namespace, @Nullable String source,
		@Nullable Map<String, Object> metadata) {

	public AddRequest {
		Required.field(text, "text");
	}

}
