package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.sqlite.SQLiteConfig;

/**
 * One SQLite file. What {@link #write} returned from is on the disk. Safe for use by
 * several threads, and by several processes on one file.
 */
final class SqliteDatabase implements Database {

	private static final int BUSY_TIMEOUT_MILLIS = 10_000;

	private final String url;

	private final Dialect dialect = new SqliteDialect();

	private final Connection writer;

	private final BlockingQueue<Connection> readers;

	private final List<Connection> connections = new ArrayList<>();

	/**
	 * Opens the file, made if it is not there, and brings its tables up to date.
	 * @param readers how many may read at once
	 */
	SqliteDatabase(Path directory, int readers) throws IOException, SQLException {
		Files.createDirectories(directory,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		this.url = "jdbc:sqlite:" + directory.resolve("memory.db");
		this.readers = new ArrayBlockingQueue<>(readers);
		try {
			this.writer = open(this.url);
			write((session) -> {
				Schema.prepare(session);
				return true;
			});
			for (int i = 0; i < readers; i++) {
				Connection reader = open(this.url);
				new Session(reader).execute("PRAGMA query_only = ON");
				this.readers.add(reader);
			}
		}
		catch (SQLException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private Connection open(String url) throws SQLException {
		Connection connection = connect(url);
		this.connections.add(connection);
		return connection;
	}

	private static Connection connect(String url) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
		config.setJournalMode(SQLiteConfig.JournalMode.WAL);
		config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
		return config.createConnection(url);
	}

	@Override
	public Dialect dialect() {
		return this.dialect;
	}

	@Override
	public void each(Sql query, Session.RowReader reader) throws SQLException, IOException {
		try (Connection connection = connect(this.url)) {
			Session session = new Session(connection);
			session.execute("PRAGMA query_only = ON");
			session.each(query.toString(), reader, 0, query.parameters());
		}
	}

	@Override
	public <T> T read(Work<T> work) throws SQLException {
		Connection connection = take();
		try {
			return work.in(new Session(connection));
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
	@Override
	public <T> T write(Work<T> work) throws SQLException {
		Session session = new Session(this.writer);
		synchronized (this.writer) {
			session.execute("BEGIN IMMEDIATE");
			try {
				T result = work.in(session);
				session.execute("COMMIT");
				return result;
			}
			catch (SQLException | RuntimeException | Error ex) {
				rollback(session, ex);
				throw ex;
			}
		}
	}

	private static void rollback(Session session, Throwable cause) {
		try {
			session.execute("ROLLBACK");
		}
		catch (SQLException ex) {
			// SQLite has rolled back by itself, which it does when the disk is full.
			cause.addSuppressed(ex);
		}
	}

	@Override
	public void close() throws SQLException {
		for (Connection connection : this.connections) {
			connection.close();
		}
	}

}
