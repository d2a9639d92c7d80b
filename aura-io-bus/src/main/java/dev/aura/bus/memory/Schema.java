package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

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

	/**
	 * Rows are versions of entries from here on: an entry that is corrected or embedded
	 * again gets a new row, so that an index never has to change one.
	 */
	private static final List<String> SECOND = List.of(
			// identity: the id that callers know; null when it is the row's own.
			"ALTER TABLE entries ADD COLUMN identity INTEGER",
			"CREATE UNIQUE INDEX entries_by_identity ON entries (coalesce(identity, id))",
			"ALTER TABLE entries ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
			// updated and expires: milliseconds. created is that of the first version.
			"ALTER TABLE entries ADD COLUMN updated INTEGER", "ALTER TABLE entries ADD COLUMN expires INTEGER",
			"CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL",
			"ALTER TABLE entries ADD COLUMN importance REAL",
			// What two entries share when one of them would be enough.
			"ALTER TABLE entries ADD COLUMN fingerprint BLOB",
			"CREATE INDEX entries_by_fingerprint ON entries (namespace, fingerprint) WHERE fingerprint IS NOT NULL",
			// Headings above the text: embedded and searched before it.
			"ALTER TABLE entries ADD COLUMN context TEXT",
			// What is searched by words when that is not the text as it is.
			"ALTER TABLE entries ADD COLUMN terms TEXT",
			"CREATE INDEX entries_by_source ON entries (namespace, source)",
			"ALTER TABLE entries ADD COLUMN file INTEGER",
			"CREATE INDEX entries_by_file ON entries (file) WHERE file IS NOT NULL", """
					CREATE TABLE files (
					  id INTEGER PRIMARY KEY AUTOINCREMENT,
					  namespace TEXT NOT NULL,
					  source TEXT NOT NULL,
					  sha256 TEXT NOT NULL,
					  chunks INTEGER NOT NULL,
					  UNIQUE (namespace, source))""", """
					CREATE TABLE history (
					  identity INTEGER NOT NULL,
					  version INTEGER NOT NULL,
					  source TEXT,
					  metadata TEXT NOT NULL,
					  text TEXT NOT NULL,
					  made INTEGER NOT NULL,
					  superseded INTEGER NOT NULL,
					  PRIMARY KEY (identity, version)) WITHOUT ROWID""",
			"UPDATE entries SET fingerprint = fingerprint(source, metadata, start, text), terms = terms(context, text)",
			"DROP TRIGGER entries_added", "DROP TRIGGER entries_deleted", "DROP TABLE words", """
					CREATE VIRTUAL TABLE words USING fts5 (
					  text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2')""",
			"INSERT INTO words (rowid, text) SELECT id, coalesce(terms, text) FROM entries", """
					CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN
					  INSERT INTO words (rowid, text) VALUES (new.id, coalesce(new.terms, new.text));
					END""", """
					CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
					  DELETE FROM words WHERE rowid = old.id;
					END""");

	/**
	 * The entries that a call under a key added or corrected, written together with them.
	 * known: whether the chunk was there before. made: milliseconds.
	 */
	private static final List<String> THIRD = List.of("""
			CREATE TABLE effects (
			  key TEXT NOT NULL,
			  place INTEGER NOT NULL,
			  entry INTEGER NOT NULL,
			  known INTEGER NOT NULL,
			  made INTEGER NOT NULL,
			  PRIMARY KEY (key, place)) WITHOUT ROWID""", "CREATE INDEX effects_by_age ON effects (made)");

	/**
	 * What tells this store from all others, so that a file made from one is not taken
	 * for another's.
	 */
	private static final List<String> FOURTH = List.of("CREATE TABLE store (uuid TEXT NOT NULL)",
			"INSERT INTO store VALUES (lower(hex(randomblob(16))))",
			// Else every start would read the whole table to see that nothing is left to
			// embed again.
			"CREATE INDEX entries_by_space ON entries (space)");

	/** Whoever removes a row has nothing to remember. */
	private static final List<String> FIFTH = List.of("""
			CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN
			  INSERT INTO removed (entry, namespace) VALUES (old.id, old.namespace);
			END""");

	private static final List<List<String>> VERSIONS = List.of(FIRST, SECOND, THIRD, FOURTH, FIFTH);

	private Schema() {
	}

	/** Brings the tables to the version that this code knows, within one transaction. */
	static void prepare(Session session) throws SQLException {
		int version = session.query("PRAGMA user_version", (row) -> row.getInt(1)).getFirst();
		if (version > VERSIONS.size()) {
			throw new SQLException(
					"The store has version %d; this program knows %d".formatted(version, VERSIONS.size()));
		}
		if (version < VERSIONS.size()) {
			session.define("fingerprint",
					(arguments) -> Fingerprint.of(arguments.text(0), Objects.requireNonNull(arguments.text(1)),
							arguments.number(2), Objects.requireNonNull(arguments.text(3))));
			session.define("terms",
					(arguments) -> Terms.of(arguments.text(0), Objects.requireNonNull(arguments.text(1))));
		}
		for (List<String> step : VERSIONS.subList(version, VERSIONS.size())) {
			for (String sql : step) {
				session.execute(sql);
			}
		}
		session.execute("PRAGMA user_version = " + VERSIONS.size());
	}

}
