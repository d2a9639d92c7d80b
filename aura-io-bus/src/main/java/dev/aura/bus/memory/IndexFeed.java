package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.List;

/**
 * What an index must take in to hold the same as the store: additions in the order of row
 * ids, which ascend in the order of commits and are never given again, and removals in
 * the order of their numbers. A row and its embedding never change.
 */
final class IndexFeed {

	private final Database database;

	private final CurrentSpace space;

	IndexFeed(Database database, CurrentSpace space) {
		this.database = database;
		this.space = space;
	}

	/** The next embeddings of the current space after a row, in the order of ids. */
	List<Embedded> embeddedAfter(long id, int limit) throws SQLException {
		return this.database.read((session) -> session.query("""
				SELECT id, namespace, embedding FROM entries WHERE id > ? AND space = ? ORDER BY id LIMIT ?""",
				(row) -> new Embedded(row.getLong(1), row.getString(2), Embeddings.floats(row.getBytes(3))), id,
				this.space.number(), limit));
	}

	/** What was removed after a removal, in the order of removals. */
	List<Removal> removedAfter(long number) throws SQLException {
		return this.database.read((session) -> session.query(
				"SELECT number, entry, namespace FROM removed WHERE number > ? ORDER BY number",
				(row) -> new Removal(row.getLong(1), row.getLong(2), row.getString(3)), number));
	}

	/** The last row and the last removal that there ever were. */
	Marks latest() throws SQLException {
		return this.database.read((session) -> new Marks(last(session, "entries"), last(session, "removed")));
	}

	private static long last(Session session, String table) throws SQLException {
		return session
			.query("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (row) -> row.getLong(1), table)
			.getFirst();
	}

	/** What tells this store from all others. */
	String store() throws SQLException {
		return this.database.read((session) -> session.query("SELECT uuid FROM store", (row) -> row.getString(1)))
			.getFirst();
	}

	/** Whether anything was added after a row or removed after a removal. */
	boolean changedSince(long id, long removal) throws SQLException {
		return this.database.read((session) -> session.query("""
				SELECT EXISTS (SELECT 1 FROM entries WHERE id > ? AND space = ?)
				    OR EXISTS (SELECT 1 FROM removed WHERE number > ?)""", (row) -> row.getBoolean(1), id,
				this.space.number(), removal))
			.getFirst();
	}

	/**
	 * How far an index follows the store.
	 *
	 * @param entry the last row that was taken in
	 * @param removal the last that was taken in
	 */
	record Marks(long entry, long removal) {
	}

	/** A row for the index. */
	record Embedded(long id, String namespace, float[] embedding) {
	}

	/**
	 * One removal.
	 *
	 * @param number ascending
	 */
	record Removal(long number, long entry, String namespace) {
	}

}
