package dev.aura.bus.memory;

import dev.aura.api.memory.UpdateRequest;
import org.jspecify.annotations.Nullable;

/**
 * A correction that can be made; what is null stays as it is.
 *
 * @param metadata a JSON object
 * @param expires in milliseconds
 */
record Change(@Nullable String text, @Nullable String source, @Nullable String metadata, @Nullable Long expires,
		@Nullable Double importance) {

	static Change of(UpdateRequest request) {
		Change change = new Change((request.text() != null) ? Checks.text(request.text()) : null,
				Checks.source(request.source()),
				(request.metadata() != null) ? Metadata.write(request.metadata()) : null,
				Checks.expiry(request.expiresAt(), request.ttlSeconds()),
				Checks.share("importance", request.importance()));
		if (change.equals(new Change(null, null, null, null, null))) {
			throw Checks.unusable("The body", "nothing to change",
					"at least one of text, source, metadata, importance, expiresAt, ttlSeconds");
		}
		return change;
	}

}
