package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What can be asked of the entries. Those that have expired are never answered. */
final class EntryReads {

	private static final String ALIVE = " AND (expires IS NULL OR expires > ?)";

	private final Database database;

	private final CurrentSpace space;

	EntryReads(Database database, CurrentSpace space) {
		this.database = database;
		this.space = space;
	}

	private Dialect dialect() {
		return this.database.dialect();
	}

	/** Those of some rows that are there, in no particular order. */
	List<Entry> rows(List<Long> rows) throws SQLException {
		return this.database.read((session) -> session.query(
				"SELECT " + Entry.COLUMNS + " FROM entries WHERE id IN (" + dialect().numbers() + ")" + ALIVE,
				Entry::read, rows.toString(), System.currentTimeMillis()));
	}

	/** The embeddings of some rows, by row; of those of another space none. */
	Map<Long, float[]> embeddings(List<Long> rows) throws SQLException {
		Map<Long, float[]> embeddings = new HashMap<>();
		if (!this.space.isKnown()) {
			return embeddings;
		}
		this.database.read((session) -> session.query(
				"SELECT id, " + dialect().embedding() + " FROM entries WHERE id IN (" + dialect().numbers()
						+ ") AND space = ?",
				(row) -> embeddings.put(row.getLong(1), dialect().embedding(row, 2)), rows.toString(),
				this.space.number()));
		return embeddings;
	}

	/** The entry that callers know by an id. */
	Optional<Entry> entry(long id) throws SQLException {
		return this.database.read((session) -> session.query(
				"SELECT " + Entry.COLUMNS + " FROM entries WHERE coalesce(identity, id) = ?" + ALIVE, Entry::read, id,
				System.currentTimeMillis()))
			.stream()
			.findFirst();
	}

	/**
	 * The entries that a call under a key added or corrected; empty when it did not act.
	 */
	Optional<EntryWrites.Added> madeUnder(String key) throws SQLException {
		List<Long> ids = new ArrayList<>();
		List<Long> known = new ArrayList<>();
		this.database.read((session) -> session.query("SELECT entry, known FROM effects WHERE key = ? ORDER BY place",
				(row) -> ids.add(row.getLong(1)) && row.getBoolean(2) && known.add(row.getLong(1)), key));
		return ids.isEmpty() ? Optional.empty() : Optional.of(new EntryWrites.Added(ids, known));
	}

	/** What an entry said before, the last version first. */
	List<Superseded> history(long id) throws SQLException {
		return this.database.read((session) -> session.query("""
				SELECT version, source, metadata, text, made, superseded FROM history WHERE identity = ?
				ORDER BY version DESC""", (row) -> new Superseded(row.getInt(1), row.getString(2), row.getString(3),
				row.getString(4), row.getLong(5), row.getLong(6)), id));
	}

	/** The rows of a selection. */
	long[] matching(Selection selection) throws SQLException {
		Sql where = selection.where(dialect());
		return this.database
			.read((session) -> session.query("SELECT id FROM entries WHERE " + where, (row) -> row.getLong(1),
					where.parameters()))
			.stream()
			.mapToLong(Long::longValue)
			.toArray();
	}

	/**
	 * The best rows of a selection by BM25.
	 * @param enough a ranking of fewer rows leaves none out; a longer one may leave out
	 * rows that have only words which are nearly everywhere
	 */
	List<Scored> lexical(List<LexicalQuery.Term> terms, Selection among, int limit, int enough) throws SQLException {
		return this.database.read((session) -> dialect().lexical(session, terms, among, limit, enough));
	}

	/** Entries by namespace, in the order of names. */
	Map<String, Long> counts() throws SQLException {
		Map<String, Long> counts = new LinkedHashMap<>();
		this.database.read((session) -> session.query(
				"SELECT namespace, count(*) FROM entries GROUP BY namespace ORDER BY namespace",
				(row) -> counts.put(row.getString(1), row.getLong(2))));
		return counts;
	}

	/** Whether there is an entry that has expired and is still kept. */
	boolean anyExpired() throws SQLException {
		return this.database
			.read((session) -> session.query("SELECT EXISTS (SELECT 1 FROM entries WHERE expires <= ?)",
					(row) -> row.getBoolean(1), System.currentTimeMillis()))
			.getFirst();
	}

	/**
	 * A former version of an entry.
	 *
	 * @param made when, in milliseconds
	 * @param superseded when the next version took its place
	 */
	record Superseded(int version, @Nullable String source, String metadata, String text, long made, long superseded) {
	}

}
