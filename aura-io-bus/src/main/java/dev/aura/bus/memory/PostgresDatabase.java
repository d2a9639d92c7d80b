package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** A database of PostgreSQL with the extension {@code vector}. */
final class PostgresDatabase implements Database {

	/** Of which changes of all processes wait for each other: the letters "aura". */
	private static final long LOCK = 0x61757261;

	/** Rows held in memory while all are read. */
	private static final int PAGE = 500;

	private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

	/**
	 * Connections beside those of readers: for a change, for an export and one to spare.
	 */
	private static final int OTHERS = 3;

	private final HikariDataSource connections;

	/**
	 * Connects and brings the tables up to date.
	 * @param readers how many may read at once
	 */
	PostgresDatabase(PostgresServer server, int readers) throws SQLException {
		HikariConfig config = new HikariConfig();
		config.setPoolName("memory");
		config.setJdbcUrl(server.url());
		if (!server.user().isEmpty()) {
			config.setUsername(server.user());
		}
		if (!server.password().isEmpty()) {
			config.setPassword(server.password());
		}
		config.setMaximumPoolSize(readers + OTHERS);
		config.setMinimumIdle(1);
		config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
		// The first connection is tried below, where its failure can be told.
		config.setInitializationFailTimeout(-1);
		config.addDataSourceProperty("ApplicationName", "aura");
		// The planner is to see the values: a filter can pass all or nothing.
		config.addDataSourceProperty("prepareThreshold", "0");
		this.connections = new HikariDataSource(config);
		try {
			write((session) -> {
				PostgresSchema.prepare(session);
				return true;
			});
		}
		catch (SQLException | RuntimeException ex) {
			close();
			throw ex;
		}
	}

	@Override
	public Dialect dialect() {
		return PostgresDialect.INSTANCE;
	}

	@Override
	public <T> T read(Work<T> work) throws SQLException {
		try (Connection connection = this.connections.getConnection()) {
			return work.in(new Session(connection));
		}
	}

	@Override
	public <T> T write(Work<T> work) throws SQLException {
		try (Connection connection = this.connections.getConnection()) {
			connection.setAutoCommit(false);
			try {
				Session session = new Session(connection);
				session.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
				T result = work.in(session);
				connection.commit();
				return result;
			}
			catch (SQLException | RuntimeException | Error ex) {
				rollback(connection, ex);
				throw ex;
			}
		}
	}

	private static void rollback(Connection connection, Throwable cause) {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			// The connection is gone, and with it the transaction.
			cause.addSuppressed(ex);
		}
	}

	@Override
	public void each(Sql query, Session.RowReader reader) throws SQLException, IOException {
		try (Connection connection = this.connections.getConnection()) {
			// Without a transaction the driver would hold all rows in memory.
			connection.setAutoCommit(false);
			connection.setReadOnly(true);
			try {
				new Session(connection).each(query.toString(), reader, PAGE, query.parameters());
			}
			finally {
				connection.rollback();
				connection.setReadOnly(false);
			}
		}
	}

	@Override
	public void close() {
		this.connections.close();
	}

}
