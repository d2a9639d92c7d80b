package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What is known of files that were ingested: each is a source whose chunks are replaced
 * together.
 */
final class FileWrites {

	private final Database database;

	private final EntryWrites entries;

	private final CurrentSpace space;

	FileWrites(Database database, EntryWrites entries, CurrentSpace space) {
		this.database = database;
		this.entries = entries;
		this.space = space;
	}

	/** Whether a file was ingested as it is, and all of its chunks are still there. */
	boolean isUnchanged(String namespace, String source, String digest) throws SQLException {
		return this.database.read((session) -> session.query("""
				SELECT EXISTS (SELECT 1 FROM files WHERE namespace = ? AND source = ? AND sha256 = ?
				  AND chunks = (SELECT count(*) FROM entries WHERE file = files.id))""", (row) -> row.getBoolean(1),
				namespace, source, digest))
			.getFirst();
	}

	/** Whether a file was ingested, however it was. */
	boolean isKnown(String namespace, String source) throws SQLException {
		return this.database.read((session) -> known(session, namespace, source)).isPresent();
	}

	/**
	 * The embeddings that a file's chunks have in the current space, by what they are
	 * made of.
	 */
	Map<String, float[]> embeddings(String namespace, String source) throws SQLException {
		Map<String, float[]> embeddings = new HashMap<>();
		Dialect dialect = this.database.dialect();
		this.database.read((session) -> session.query("SELECT context, text, " + dialect.embedding() + """
				 FROM entries
				WHERE file = (SELECT id FROM files WHERE namespace = ? AND source = ?) AND space = ?""",
				(row) -> embeddings.put(new Chunk(0, row.getString(2), row.getString(1)).embedded(),
						dialect.embedding(row, 3)),
				namespace, source, this.space.number()));
		return embeddings;
	}

	/**
	 * Puts the chunks of a file in the place of those that it had, all at once. Chunks
	 * that say the same at the same place keep their id.
	 * @param chunks of one namespace and source
	 * @param embeddings by what they are made of
	 */
	Replaced replace(String namespace, String source, String digest, List<Entry> chunks,
			Map<String, float[]> embeddings) throws SQLException {
		return this.database.write((session) -> {
			long file = file(session, namespace, source, digest, chunks.size());
			Map<Key, Entry> old = new HashMap<>();
			for (Entry entry : session.query("SELECT " + Entry.COLUMNS + " FROM entries WHERE file = ?", Entry::read,
					file)) {
				old.put(Key.of(entry), entry);
			}
			int before = old.size();
			Long first = null;
			int added = 0;
			for (Entry chunk : chunks) {
				Entry same = old.remove(Key.of(chunk));
				float[] embedding = embeddings.get(chunk.embedded());
				long id;
				if (same != null) {
					id = same.id();
				}
				else {
					if (embedding == null) {
						throw new IllegalArgumentException("A chunk has no embedding");
					}
					id = this.entries.insert(session, chunk.of(file), first, embedding);
					added++;
				}
				first = (first != null) ? first : Long.valueOf(id);
			}
			for (Entry gone : old.values()) {
				session.update("DELETE FROM history WHERE identity = ?", gone.id());
				EntryWrites.remove(session, new Sql().add("id = ?", gone.row()));
			}
			return new Replaced(added, before - (chunks.size() - added));
		});
	}

	private static long file(Session session, String namespace, String source, String digest, int chunks)
			throws SQLException {
		Optional<Long> known = known(session, namespace, source);
		if (known.isEmpty()) {
			return insert(session, namespace, source, digest, chunks);
		}
		session.update("UPDATE files SET sha256 = ?, chunks = ? WHERE id = ?", digest, chunks, known.get());
		return known.get();
	}

	/** The number of a file. */
	static Optional<Long> known(Session session, String namespace, String source) throws SQLException {
		return session
			.query("SELECT id FROM files WHERE namespace = ? AND source = ?", (row) -> row.getLong(1), namespace,
					source)
			.stream()
			.findFirst();
	}

	/** Notes a file that is not known and answers its number. */
	static long insert(Session session, String namespace, String source, String digest, int chunks)
			throws SQLException {
		return session
			.query("INSERT INTO files (namespace, source, sha256, chunks) VALUES (?, ?, ?, ?) RETURNING id",
					(row) -> row.getLong(1), namespace, source, digest, chunks)
			.getFirst();
	}

	/** What became of the chunks of a file. */
	record Replaced(int added, int removed) {
	}

	private record Key(int start, @Nullable String context, String metadata, String text, @Nullable Double importance) {

		static Key of(Entry entry) {
			return new Key(entry.start(), entry.context(), entry.metadata(), entry.text(), entry.importance());
		}

	}

}
