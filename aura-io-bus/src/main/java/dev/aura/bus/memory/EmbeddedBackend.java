package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * SQLite and FAISS in a folder of this machine.
 *
 * @param readers how many may read at once
 */
record EmbeddedBackend(Path directory, int readers) implements MemoryBackend {

	@Override
	public MemoryStore open() throws IOException, SQLException {
		return MemoryStore.open(this.directory, this.readers);
	}

	@Override
	public VectorSearch search(MemoryStore store, Space space) throws SQLException {
		IndexCache cache = new IndexCache(this.directory, store.feed().store(), space);
		VectorIndex index = new VectorIndex(store.feed(), cache, space.dimension());
		index.follow();
		return new FaissSearch(index, store.reads());
	}

}
