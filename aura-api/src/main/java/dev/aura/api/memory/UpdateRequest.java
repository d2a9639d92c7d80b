package dev.aura.api.memory;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A correction of one chunk. What is absent stays as it is.
 *
 * @param text that takes the place of the chunk's; at most what one chunk can hold
 * @param source where the correction came from
 * @param metadata that takes the place of all that is there
 * @param importance 0 to 1
 * @param expiresAt an instant from which on it is forgotten
 * @param ttlSeconds the same, counted from now; not together with {@code expiresAt}
 * @param remove what it is to have no more, of {@code source}, {@code importance} and
 * {@code expiresAt}
 */
public record UpdateRequest(@Nullable String text, @Nullable String source, @Nullable Map<String, Object> metadata,
		@Nullable Double importance, @Nullable String expiresAt, @Nullable Long ttlSeconds,
		@Nullable List<String> remove) {

	/** Another text from another source. */
	public UpdateRequest(String text, @Nullable String source) {
		this(text, source, null, null, null, null, null);
	}

}
