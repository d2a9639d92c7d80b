package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be asked of the entries. */
final class EntryReads {

	private final Database database;

	EntryReads(Database database) {
		this.database = database;
	}

	/** Those of some entries that are there, in no particular order. */
	List<Entry> entries(List<Long> ids) throws SQLException {
		return this.database.read(
				(session) -> session.query(
						"""
								SELECT id, namespace, source, metadata, text FROM entries
								WHERE id IN (SELECT value FROM json_each(?))""", (row) -> new Entry(row.getLong(1),
								row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
						ids.toString()));
	}

	/** The ids of all entries of a namespace that pass a filter. */
	long[] matching(String namespace, MetadataFilter filter) throws SQLException {
		List<Object> parameters = new ArrayList<>(List.of(namespace));
		parameters.addAll(filter.parameters());
		String sql = "SELECT id FROM entries WHERE namespace = ?" + filter.sql();
		return this.database.read((session) -> session.query(sql, (row) -> row.getLong(1), parameters.toArray()))
			.stream()
			.mapToLong(Long::longValue)
			.toArray();
	}

	/**
	 * The best entries by BM25.
	 * @param expression for FTS5
	 */
	List<Scored> lexical(String expression, String namespace, MetadataFilter filter, int limit) throws SQLException {
		List<Object> parameters = new ArrayList<>(List.of(expression, namespace));
		parameters.addAll(filter.parameters());
		parameters.add(limit);
		String sql = "SELECT entries.id, bm25(words) AS badness FROM words JOIN entries ON entries.id = words.rowid "
				+ "WHERE words MATCH ? AND entries.namespace = ?" + filter.sql()
				+ " ORDER BY badness, entries.id LIMIT ?";
		return this.database.read((session) -> session.query(sql,
				(row) -> new Scored(row.getLong(1), -row.getDouble(2)), parameters.toArray()));
	}

	/** Entries by namespace, in the order of names. */
	Map<String, Long> counts() throws SQLException {
		Map<String, Long> counts = new LinkedHashMap<>();
		this.database.read((session) -> session.query(
				"SELECT namespace, count(*) FROM entries GROUP BY namespace ORDER BY namespace",
				(row) -> counts.put(row.getString(1), row.getLong(2))));
		return counts;
	}

}
