package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.List;

/** The tables of the store and the steps from one version of them to the next. */
final class Schema {

	private static final List<String> FIRST = List.of("""
			CREATE TABLE spaces (
			  id INTEGER PRIMARY KEY,
			  model TEXT NOT NULL,
			  dimension INTEGER NOT NULL,
			  chunker INTEGER NOT NULL,
			  UNIQUE (model, dimension, chunker))""",
			// AUTOINCREMENT: an id is never given again, and ids ascend in the order of
			// commits.
			// document: the first chunk of the same text, null in that chunk itself.
			// start: where the chunk begins in the text, in UTF-16 units. created:
			// milliseconds.
			// metadata: a JSON object. embedding: little-endian float32.
			"""
					CREATE TABLE entries (
					  id INTEGER PRIMARY KEY AUTOINCREMENT,
					  namespace TEXT NOT NULL,
					  space INTEGER NOT NULL REFERENCES spaces,
					  document INTEGER,
					  start INTEGER NOT NULL,
					  created INTEGER NOT NULL,
					  source TEXT,
					  metadata TEXT NOT NULL,
					  text TEXT NOT NULL,
					  embedding BLOB NOT NULL)""", "CREATE INDEX entries_by_namespace ON entries (namespace)",
			// What other processes, too, must take out of their index.
			"""
					CREATE TABLE removed (
					  number INTEGER PRIMARY KEY AUTOINCREMENT,
					  entry INTEGER NOT NULL,
					  namespace TEXT NOT NULL)""",
			"""
					CREATE VIRTUAL TABLE words USING fts5 (
					  text, content = 'entries', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2')""",
			"""
					CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN
					  INSERT INTO words (rowid, text) VALUES (new.id, new.text);
					END""", """
					CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
					  INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
					END""");

	private static final List<List<String>> VERSIONS = List.of(FIRST);

	private Schema() {
	}

	/** Brings the tables to the version that this code knows, within one transaction. */
	static void prepare(Session session) throws SQLException {
		int version = session.query("PRAGMA user_version", (row) -> row.getInt(1)).getFirst();
		if (version > VERSIONS.size()) {
			throw new SQLException(
					"The store has version %d; this program knows %d".formatted(version, VERSIONS.size()));
		}
		for (List<String> step : VERSIONS.subList(version, VERSIONS.size())) {
			for (String sql : step) {
				session.execute(sql);
			}
		}
		session.execute("PRAGMA user_version = " + VERSIONS.size());
	}

}
