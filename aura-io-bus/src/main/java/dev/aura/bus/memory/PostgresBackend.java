package dev.aura.bus.memory;

import java.sql.SQLException;

/**
 * PostgreSQL, which several buses on several machines can share.
 *
 * @param readers how many may read at once
 */
record PostgresBackend(PostgresServer server, int readers) implements MemoryBackend {

	@Override
	public MemoryStore open() throws SQLException {
		return MemoryStore.of(new PostgresDatabase(this.server, this.readers));
	}

	@Override
	public VectorSearch search(MemoryStore store, Space space) throws SQLException {
		return PgVectorSearch.open(store.database(), store.space().number(), space.dimension());
	}

}
