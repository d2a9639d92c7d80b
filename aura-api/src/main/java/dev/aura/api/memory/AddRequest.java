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
 * @param importance 0 to 1, for queries that ask for it; 0.5 when absent
 * @param expiresAt an instant from which on it is forgotten; never when absent
 * @param ttlSeconds the same, counted from now; not together with {@code expiresAt}
 * @param duplicates what counts as known already; {@link Duplicates#EXACT} when absent
 */
public record AddRequest(String text, @Nullable String namespace, @Nullable String source,
		@Nullable Map<String, Object> metadata, @Nullable Double importance, @Nullable String expiresAt,
		@Nullable Long ttlSeconds, @Nullable Duplicates duplicates) {

	public AddRequest {
		Required.field(text, "text");
	}

	/** A text to remember for good. */
	public AddRequest(String text, @Nullable String namespace, @Nullable String source,
			@Nullable Map<String, Object> metadata) {
		this(text, namespace, source, metadata, null, null, null, null);
	}

}
