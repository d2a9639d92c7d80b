package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The truth: entries, their words and their embeddings in one SQLite file. What
 * {@link #add} or {@link #delete} returned from is on the disk. Safe for use by several
 * threads, and by several processes on one file.
 */
final class MemoryStore implements AutoCloseable {

	private static final int BUSY_TIMEOUT_MILLIS = 10_000;

	private final Connection writer;

	private final BlockingQueue<Connection> readers;

	private final List<Connection> connections = new ArrayList<>();

	private final long space;

	/**
	 * Opens the store, made if it is not there.
	 * @param space of embeddings that are added
	 * @param readers how many may read at once
	 */
	MemoryStore(Path directory, Space space, int readers) throws IOException, SQLException {
		Files.createDirectories(directory,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		String url = "jdbc:sqlite:" + directory.resolve("memory.db");
		this.readers = new ArrayBlockingQueue<>(readers);
		try {
			this.writer = open(url, false);
			this.space = write((connection) -> {
				Schema.prepare(connection);
				return spaceId(connection, space);
			});
			for (int i = 0; i < readers; i++) {
				this.readers.add(open(url, true));
			}
		}
		catch (SQLException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private Connection open(String url, boolean forReading) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
		config.setJournalMode(SQLiteConfig.JournalMode.WAL);
		config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
		Connection connection = config.createConnection(url);
		this.connections.add(connection);
		if (forReading) {
			execute(connection, "PRAGMA query_only = ON");
		}
		return connection;
	}

	private static long spaceId(Connection connection, Space space) throws SQLException {
		update(connection, "INSERT OR IGNORE INTO spaces (model, dimension, chunker) VALUES (?, ?, ?)", space.model(),
				space.dimension(), space.chunker());
		return query(connection, "SELECT id FROM spaces WHERE model = ? AND dimension = ? AND chunker = ?",
				(row) -> row.getLong(1), space.model(), space.dimension(), space.chunker())
			.getFirst();
	}

	/**
	 * Keeps the chunks of a text, all or none.
	 * @param embeddings one for each chunk
	 * @return their ids, ascending and never given again
	 */
	List<Long> add(Addition addition, List<Chunk> chunks, List<float[]> embeddings) throws SQLException {
		return write((connection) -> {
			List<Long> ids = new ArrayList<>();
			long now = System.currentTimeMillis();
			for (int i = 0; i < chunks.size(); i++) {
				Chunk chunk = chunks.get(i);
				long id = query(connection,
						"""
								INSERT INTO entries (namespace, space, document, start, created, source, metadata, text, embedding)
								VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
						(row) -> row.getLong(1), addition.namespace(), this.space,
						ids.isEmpty() ? null : ids.getFirst(), chunk.start(), now, addition.source(),
						addition.metadata(), chunk.text(), bytes(embeddings.get(i)))
					.getFirst();
				ids.add(id);
			}
			return ids;
		});
	}

	/** Whether there was such an entry. */
	boolean delete(long id) throws SQLException {
		return write((connection) -> {
			update(connection, "INSERT INTO removed (entry, namespace) SELECT id, namespace FROM entries WHERE id = ?",
					id);
			return update(connection, "DELETE FROM entries WHERE id = ?", id) > 0;
		});
	}

	/** Those of some entries that are there, in no particular order. */
	List<Entry> entries(List<Long> ids) throws SQLException {
		return read(
				(connection) -> query(
						connection, """
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
		return read((connection) -> query(connection, sql, (row) -> row.getLong(1), parameters.toArray())).stream()
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
		return read((connection) -> query(connection, sql, (row) -> new Scored(row.getLong(1), -row.getDouble(2)),
				parameters.toArray()));
	}

	/** Entries by namespace, in the order of names. */
	Map<String, Long> counts() throws SQLException {
		Map<String, Long> counts = new LinkedHashMap<>();
		read((connection) -> query(connection,
				"SELECT namespace, count(*) FROM entries GROUP BY namespace ORDER BY namespace",
				(row) -> counts.put(row.getString(1), row.getLong(2))));
		return counts;
	}

	/** The next embeddings of this store's space after an entry, in the order of ids. */
	List<Embedded> embeddedAfter(long id, int limit) throws SQLException {
		return read((connection) -> query(connection, """
				SELECT id, namespace, embedding FROM entries WHERE id > ? AND space = ? ORDER BY id LIMIT ?""",
				(row) -> new Embedded(row.getLong(1), row.getString(2), floats(row.getBytes(3))), id, this.space,
				limit));
	}

	/** What was deleted after a deletion, in the order of deletions. */
	List<Removal> removedAfter(long number) throws SQLException {
		return read((connection) -> query(connection,
				"SELECT number, entry, namespace FROM removed WHERE number > ? ORDER BY number",
				(row) -> new Removal(row.getLong(1), row.getLong(2), row.getString(3)), number));
	}

	/** The number of the last deletion; 0 when there was none. */
	long lastRemoval() throws SQLException {
		return read((connection) -> query(connection, "SELECT coalesce(max(number), 0) FROM removed",
				(row) -> row.getLong(1)))
			.getFirst();
	}

	/** Whether anything was added after an entry or removed after a deletion. */
	boolean changedSince(long id, long removal) throws SQLException {
		return read((connection) -> query(connection, """
				SELECT EXISTS (SELECT 1 FROM entries WHERE id > ? AND space = ?)
				    OR EXISTS (SELECT 1 FROM removed WHERE number > ?)""", (row) -> row.getBoolean(1), id, this.space,
				removal))
			.getFirst();
	}

	/** How many entries have an embedding of another space. */
	long foreign() throws SQLException {
		return read((connection) -> query(connection, "SELECT count(*) FROM entries WHERE space <> ?",
				(row) -> row.getLong(1), this.space))
			.getFirst();
	}

	/** Texts of the next entries that have an embedding of another space, by id. */
	Map<Long, String> foreignTexts(int limit) throws SQLException {
		Map<Long, String> texts = new LinkedHashMap<>();
		read((connection) -> query(connection, "SELECT id, text FROM entries WHERE space <> ? LIMIT ?",
				(row) -> texts.put(row.getLong(1), row.getString(2)), this.space, limit));
		return texts;
	}

	/** Gives entries that are still there an embedding of this store's space. */
	void embed(List<Long> ids, List<float[]> embeddings) throws SQLException {
		write((connection) -> {
			for (int i = 0; i < ids.size(); i++) {
				update(connection, "UPDATE entries SET space = ?, embedding = ? WHERE id = ?", this.space,
						bytes(embeddings.get(i)), ids.get(i));
			}
			return ids;
		});
	}

	private <T> T read(Work<T> work) throws SQLException {
		Connection connection = take();
		try {
			return work.on(connection);
		}
		finally {
			this.readers.add(connection);
		}
	}

	private Connection take() throws SQLException {
		try {
			return this.readers.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SQLException("Interrupted while waiting for a connection", ex);
		}
	}

	/**
	 * The driver's own transactions would begin the next one at once and lock others out.
	 */
	private <T> T write(Work<T> work) throws SQLException {
		synchronized (this.writer) {
			execute(this.writer, "BEGIN IMMEDIATE");
			try {
				T result = work.on(this.writer);
				execute(this.writer, "COMMIT");
				return result;
			}
			catch (SQLException | RuntimeException | Error ex) {
				rollback(ex);
				throw ex;
			}
		}
	}

	private void rollback(Throwable cause) {
		try {
			execute(this.writer, "ROLLBACK");
		}
		catch (SQLException ex) {
			// SQLite has rolled back by itself, which it does when the disk is full.
			cause.addSuppressed(ex);
		}
	}

	/** Waits for nobody: whoever uses the store must be gone. */
	@Override
	public void close() throws SQLException {
		for (Connection connection : this.connections) {
			connection.close();
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			bind(statement, parameters);
			return statement.executeUpdate();
		}
	}

	private static <T> List<T> query(Connection connection, String sql, Row<T> mapping, @Nullable Object... parameters)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			bind(statement, parameters);
			List<T> results = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					results.add(mapping.map(rows));
				}
			}
			return results;
		}
	}

	private static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
	}

	private static byte[] bytes(float[] embedding) {
		ByteBuffer buffer = ByteBuffer.allocate(embedding.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		buffer.asFloatBuffer().put(embedding);
		return buffer.array();
	}

	private static float[] floats(byte[] bytes) {
		float[] embedding = new float[bytes.length / Float.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(embedding);
		return embedding;
	}

	/** An entry for the index. */
	record Embedded(long id, String namespace, float[] embedding) {
	}

	/**
	 * One deletion.
	 *
	 * @param number ascending
	 */
	record Removal(long number, long entry, String namespace) {
	}

	@FunctionalInterface
	private interface Work<T> {

		T on(Connection connection) throws SQLException;

	}

	@FunctionalInterface
	private interface Row<T> {

		T map(ResultSet row) throws SQLException;

	}

}
