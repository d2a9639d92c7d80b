package dev.aura.bus.memory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.aura.bus.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants taken in, as it is kept until that is done.
 *
 * @param id of the job
 * @param path in the workspace; null for bytes that were sent
 * @param source of bytes that were sent; null for a path
 * @param metadata a JSON object
 * @param bytes that were sent
 * @param tries that were begun, but for those that the bus was told to stop
 * @param bus that tries it, as {@link ProcessIdentity} names it
 */
record IngestionOrder(String id, @Nullable String path, @Nullable String source, String namespace, String metadata,
		@Nullable Double importance, long bytes, int tries, String bus) {

	/** What makes the chunks of a file what they are, besides its bytes. */
	byte[] settings() {
		return (Metadata.sorted(this.metadata) + "\n" + this.importance).getBytes(StandardCharsets.UTF_8);
	}

	/** The same when one more try begins here. */
	IngestionOrder begun() {
		return new IngestionOrder(this.id, this.path, this.source, this.namespace, this.metadata, this.importance,
				this.bytes, this.tries + 1, ProcessIdentity.current().toString());
	}

	/** Whether another bus of this home is at it. */
	boolean isTriedElsewhere() {
		Optional<ProcessIdentity> other = ProcessIdentity.parse(this.bus);
		return other.isPresent() && !other.get().equals(ProcessIdentity.current()) && other.get().isAlive();
	}

}
