package dev.aura.bus.memory;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is to be taken in.
 *
 * @param metadata a JSON object
 * @param bytes that wait on disk for their turn
 * @param files which, asked for when their turn has come
 */
record Ingestion(String namespace, String metadata, @Nullable Double importance, long bytes, Files files) {

	/** What makes the chunks of a file what they are, besides its bytes. */
	byte[] settings() {
		return (Metadata.sorted(this.metadata) + "\n" + this.importance).getBytes(StandardCharsets.UTF_8);
	}

	/** The files of an ingestion. */
	@FunctionalInterface
	interface Files {

		List<Source> list();

	}

	/**
	 * One file.
	 *
	 * @param name that chunks have as their source
	 */
	record Source(String name, Content content) {
	}

	/** The bytes of a file. */
	@FunctionalInterface
	interface Content {

		byte[] read();

	}

}
