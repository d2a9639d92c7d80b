package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The truth: entries, their words and their embeddings.
 *
 * @param space that embeddings are made in
 * @param reads what can be asked
 * @param writes what returned from is on the disk
 * @param files what is known of files that were ingested
 * @param archive what leaves and enters as a whole
 * @param feed what an index follows
 */
record MemoryStore(Database database, CurrentSpace space, EntryReads reads, EntryWrites writes, FileWrites files,
		Archive archive, IndexFeed feed) implements AutoCloseable {

	/**
	 * Opens the store in a folder, made if it is not there. Its space is to be set before
	 * embeddings are written or followed.
	 * @param readers how many may read at once
	 */
	static MemoryStore open(Path directory, int readers) throws IOException, SQLException {
		return of(new SqliteDatabase(directory, readers));
	}

	/** The store in a database. */
	static MemoryStore of(Database database) {
		CurrentSpace space = new CurrentSpace();
		EntryWrites writes = new EntryWrites(database, space);
		return new MemoryStore(database, space, new EntryReads(database, space), writes,
				new FileWrites(database, writes, space), new Archive(database, writes, space),
				new IndexFeed(database, space));
	}

	/** Opens the store with its space. */
	static MemoryStore open(Path directory, Space space, int readers) throws IOException, SQLException {
		MemoryStore store = open(directory, readers);
		try {
			store.space().set(store.database(), space);
			return store;
		}
		catch (SQLException | RuntimeException ex) {
			store.close();
			throw ex;
		}
	}

	/** Waits for nobody: whoever uses the store must be gone. */
	@Override
	public void close() throws SQLException {
		this.database.close();
	}

}
