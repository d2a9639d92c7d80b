package dev.aura.bus.memory;

import java.nio.charset.StandardCharsets;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.Duplicates;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * A text that may be kept.
 *
 * @param metadata a JSON object
 * @param expires in milliseconds; null for never
 */
record Addition(String text, String namespace, @Nullable String source, String metadata, @Nullable Long expires,
		@Nullable Double importance, Duplicates duplicates) {

	static Addition of(AddRequest request, DataSize maxText) {
		String text = request.text();
		int size = text.getBytes(StandardCharsets.UTF_8).length;
		if (size > maxText.toBytes()) {
			throw new ProblemException(ProblemType.TOO_LARGE,
					"text: " + size + " bytes (expected: at most " + maxText.toBytes() + ")");
		}
		return new Addition(Checks.text(text), Checks.namespace(request.namespace()), Checks.source(request.source()),
				Metadata.write(request.metadata()), Checks.expiry(request.expiresAt(), request.ttlSeconds()),
				Checks.share("importance", request.importance()),
				(request.duplicates() != null) ? request.duplicates() : Duplicates.EXACT);
	}

	/** One of its chunks, before it is kept. */
	Entry entry(Chunk chunk, long now) {
		return new Entry(0, 0, this.namespace, null, chunk.start(), chunk.context(), this.source, this.metadata,
				chunk.text(), 1, now, now, this.expires, this.importance, null);
	}

}
