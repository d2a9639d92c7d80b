package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** A connection for as long as one piece of work has it. */
final class Session {

	private final Connection connection;

	Session(Connection connection) {
		this.connection = connection;
	}

	/** Runs a statement that has no parameters and no results. */
	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** Runs a change and answers how many rows it touched. */
	int update(String sql, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			bind(statement, parameters);
			return statement.executeUpdate();
		}
	}

	/** All rows of a query, in its order. */
	<T> List<T> query(String sql, Row<T> mapping, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
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

	/**
	 * Hands the rows of a query to someone, one by one, in its order.
	 * @param page rows that are fetched at once
	 */
	void each(String sql, RowReader reader, int page, @Nullable Object... parameters) throws SQLException, IOException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			statement.setFetchSize(page);
			bind(statement, parameters);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					reader.read(rows);
				}
			}
		}
	}

	/** Lets SQL call a function. */
	void define(String name, Definition definition) throws SQLException {
		Function.create(this.connection, name, new Function() {

			@Override
			protected void xFunc() throws SQLException {
				Object result = definition.apply(new Arguments(this::value_text, this::value_int));
				if (result instanceof byte[] bytes) {
					result(bytes);
				}
				else {
					result((String) result);
				}
			}

		});
	}

	private static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
	}

	/** A function in Java: a text, bytes or null from its arguments. */
	@FunctionalInterface
	interface Definition {

		@Nullable Object apply(Arguments arguments) throws SQLException;

	}

	/** What a function was called with, by position. */
	record Arguments(Argument<@Nullable String> texts, Argument<Integer> numbers) {

		@Nullable String text(int position) throws SQLException {
			return this.texts.at(position);
		}

		int number(int position) throws SQLException {
			return this.numbers.at(position);
		}

	}

	/** One argument of a function. */
	@FunctionalInterface
	interface Argument<T extends @Nullable Object> {

		T at(int position) throws SQLException;

	}

	/** Takes one row. */
	@FunctionalInterface
	interface RowReader {

		void read(ResultSet row) throws SQLException, IOException;

	}

	/** What a row stands for. */
	@FunctionalInterface
	interface Row<T> {

		T map(ResultSet row) throws SQLException;

	}

}
