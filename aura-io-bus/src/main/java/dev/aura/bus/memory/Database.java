package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Tables that entries are kept in. What {@link #write} returned from is on the disk. Safe
 * for use by several threads, and by several processes on the same tables.
 */
interface Database extends AutoCloseable {

	/** How SQL is written here where that differs. */
	Dialect dialect();

	/** Reads, beside other readers and the writer. */
	<T> T read(Work<T> work) throws SQLException;

	/** Changes all or nothing, one writer at a time. */
	<T> T write(Work<T> work) throws SQLException;

	/**
	 * Hands over the rows of a query as they are at one moment, however long that takes.
	 */
	void each(Sql query, Session.RowReader reader) throws SQLException, IOException;

	/** Waits for nobody: whoever uses it must be gone. */
	@Override
	void close() throws SQLException;

	/** What is done with a connection. */
	@FunctionalInterface
	interface Work<T> {

		T in(Session session) throws SQLException;

	}

}
