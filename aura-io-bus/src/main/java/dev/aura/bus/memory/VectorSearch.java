package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.aura.api.memory.StatsResult;

/**
 * Finds entries by the similarity of their embeddings. Whatever was committed before a
 * search is found by it. Safe for use by several threads.
 */
interface VectorSearch extends AutoCloseable {

	/** What it is, for statistics. */
	String name();

	/**
	 * The entries of a selection nearest to a query, best first.
	 * @return cosine similarities
	 */
	List<Scored> search(Selection among, float[] query, int k) throws SQLException;

	/** Takes in what was committed since the last time, so that searches need not. */
	void follow() throws SQLException;

	/** What it holds in this process; empty when it holds nothing. */
	Optional<StatsResult.Vectors> held();

	@Override
	void close();

}
