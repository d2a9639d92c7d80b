package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changes the entries; each call is one transaction. */
final class EntryWrites {

	private final Database database;

	private final long space;

	EntryWrites(Database database, long space) {
		this.database = database;
		this.space = space;
	}

	/**
	 * Keeps the chunks of a text, all or none.
	 * @param embeddings one for each chunk
	 * @return their ids, ascending and never given again
	 */
	List<Long> add(Addition addition, List<Chunk> chunks, List<float[]> embeddings) throws SQLException {
		return this.database.write((session) -> {
			List<Long> ids = new ArrayList<>();
			long now = System.currentTimeMillis();
			for (int i = 0; i < chunks.size(); i++) {
				Chunk chunk = chunks.get(i);
				ids.add(session
					.query("""
							INSERT INTO entries (namespace, space, document, start, created, source, metadata, text, embedding)
							VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
							(row) -> row.getLong(1), addition.namespace(), this.space,
							ids.isEmpty() ? null : ids.getFirst(), chunk.start(), now, addition.source(),
							addition.metadata(), chunk.text(), Embeddings.bytes(embeddings.get(i)))
					.getFirst());
			}
			return ids;
		});
	}

	/** Whether there was such an entry. */
	boolean delete(long id) throws SQLException {
		return this.database.write((session) -> {
			session.update("INSERT INTO removed (entry, namespace) SELECT id, namespace FROM entries WHERE id = ?", id);
			return session.update("DELETE FROM entries WHERE id = ?", id) > 0;
		});
	}

	/** How many entries have an embedding of another space. */
	long foreign() throws SQLException {
		return this.database
			.read((session) -> session.query("SELECT count(*) FROM entries WHERE space <> ?", (row) -> row.getLong(1),
					this.space))
			.getFirst();
	}

	/** Texts of the next entries that have an embedding of another space, by id. */
	Map<Long, String> foreignTexts(int limit) throws SQLException {
		Map<Long, String> texts = new LinkedHashMap<>();
		this.database.read((session) -> session.query("SELECT id, text FROM entries WHERE space <> ? LIMIT ?",
				(row) -> texts.put(row.getLong(1), row.getString(2)), this.space, limit));
		return texts;
	}

	/** Gives entries that are still there an embedding of the current space. */
	void embed(List<Long> ids, List<float[]> embeddings) throws SQLException {
		this.database.write((session) -> {
			for (int i = 0; i < ids.size(); i++) {
				session.update("UPDATE entries SET space = ?, embedding = ? WHERE id = ?", this.space,
						Embeddings.bytes(embeddings.get(i)), ids.get(i));
			}
			return ids;
		});
	}

}
