package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The truth: entries, their words and their embeddings in one SQLite file.
 *
 * @param reads what can be asked
 * @param writes what returned from is on the disk
 * @param files what is known of files that were ingested
 * @param feed what an index follows
 */
record MemoryStore(Database database, EntryReads reads, EntryWrites writes, FileWrites files,
		IndexFeed feed) implements AutoCloseable {

	/**
	 * Opens the store, made if it is not there.
	 * @param space of embeddings that are added
	 * @param readers how many may read at once
	 */
	static MemoryStore open(Path directory, Space space, int readers) throws IOException, SQLException {
		Database database = new Database(directory, readers);
		try {
			long id = database.write((session) -> space.id(session));
			EntryWrites writes = new EntryWrites(database, id);
			return new MemoryStore(database, new EntryReads(database), writes, new FileWrites(database, writes, id),
					new IndexFeed(database, id));
		}
		catch (SQLException | RuntimeException ex) {
			database.close();
			throw ex;
		}
	}

	/** Waits for nobody: whoever uses the store must be gone. */
	@Override
	public void close() throws SQLException {
		this.database.close();
	}

}
