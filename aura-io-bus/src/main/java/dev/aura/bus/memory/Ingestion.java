package dev.aura.bus.memory;

import java.util.List;

/**
 * An order that is being carried out.
 *
 * @param files that it comes to, asked for when their turn has come
 */
record Ingestion(IngestionOrder order, Files files) {

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
