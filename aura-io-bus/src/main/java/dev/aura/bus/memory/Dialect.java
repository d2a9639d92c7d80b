package dev.aura.bus.memory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What the databases that entries can be kept in do not have in common. */
interface Dialect {

	/** A query for the numbers in a list of JSON, its one parameter. */
	String numbers();

	/** Adds that a row of {@code entries} meets a condition. */
	void add(Condition condition, Sql sql);

	/** An embedding as a parameter. */
	Object parameter(float[] embedding);

	/** The column of the embedding, for {@link #embedding} to read. */
	String embedding();

	/** The embedding in a column. */
	float[] embedding(ResultSet row, int column) throws SQLException;

	/**
	 * The former versions of a row of {@code entries}, first to last, as a list of lists
	 * in JSON: version, source, metadata, text, made and superseded.
	 */
	String history();

	/** What is searched by words; null when it is the text itself. */
	@Nullable String terms(@Nullable String context, String text);

	/**
	 * The best rows of a selection by BM25.
	 * @param enough a ranking of fewer rows leaves none out
	 * @return scores above 0, best first
	 */
	List<Scored> lexical(Session session, List<LexicalQuery.Term> terms, Selection among, int limit, int enough)
			throws SQLException;

	/** Sees to it that no row gets this id, or a smaller one, by itself. */
	void reserve(Session session, long id) throws SQLException;

}
