package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.SQLException;

/** Where entries are kept, and what finds them by their embeddings. */
interface MemoryBackend {

	/** What a setting calls it. */
	enum Kind {

		/** SQLite and FAISS in the bus itself. */
		EMBEDDED,

		/** PostgreSQL with pgvector. */
		POSTGRES

	}

	/**
	 * Opens the store, made if it is not there. Its space is to be set before embeddings
	 * are written.
	 */
	MemoryStore open() throws IOException, SQLException;

	/**
	 * Opens the search by embeddings of a space, which is that of the store. Can take
	 * long.
	 */
	VectorSearch search(MemoryStore store, Space space) throws SQLException;

}
