package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.aura.api.memory.StatsResult;
import dev.aura.faiss.FaissIndex;

/**
 * Search in an index of this process.
 *
 * @param reads tell which entries a selection has
 */
record FaissSearch(VectorIndex index, EntryReads reads) implements VectorSearch {

	@Override
	public String name() {
		return "faiss-ip";
	}

	@Override
	public List<Scored> search(Selection among, float[] query, int k) throws SQLException {
		return this.index.search(among.namespace(), query, k, among.isEverything() ? null : this.reads.matching(among));
	}

	@Override
	public void follow() throws SQLException {
		this.index.follow();
	}

	@Override
	public Optional<StatsResult.Vectors> held() {
		return Optional.of(new StatsResult.Vectors(this.index.total(), this.index.sealed(), this.index.bytes(),
				FaissIndex.build()));
	}

	@Override
	public void close() {
		this.index.close();
	}

}
