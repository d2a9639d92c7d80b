package dev.aura.bus.memory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** One store of SQLite, with its functions for JSON and FTS5. */
final class SqliteDialect implements Dialect {

	private final WordRanking words = new WordRanking(this);

	@Override
	public String numbers() {
		return "SELECT value FROM json_each(?)";
	}

	@Override
	public void add(Condition condition, Sql sql) {
		switch (condition) {
			case Condition.All all -> joined(all.parts(), " AND ", "1", sql);
			case Condition.Any any -> joined(any.parts(), " OR ", "0", sql);
			case Condition.Not not -> add(not.part(), sql.add("NOT "));
			case Condition.Exists exists -> named(exists.name(), sql).add("1)");
			case Condition.OneOf oneOf -> values("m", oneOf.values(), named(oneOf.name(), sql)).add(")");
			case Condition.Contains contains ->
				values("i", contains.values(),
						named(contains.name(), sql)
							.add("m.type = 'array' AND EXISTS (SELECT 1 FROM json_each(m.value) AS i WHERE "))
					.add("))");
			case Condition.Compared compared -> named(compared.name(), sql)
				.add((compared.bound() instanceof String) ? "m.type = 'text'" : "m.type IN ('integer', 'real')")
				.add(" AND m.atom " + compared.order().sign() + " ?)", compared.bound());
		}
	}

	private void joined(List<Condition> parts, String joint, String whenEmpty, Sql sql) {
		if (parts.isEmpty()) {
			sql.add(whenEmpty);
		}
		else {
			sql.joined(parts, joint, (part) -> add(part, sql));
		}
	}

	private static Sql named(String name, Sql sql) {
		return sql.add("EXISTS (SELECT 1 FROM json_each(entries.metadata) AS m WHERE m.key = ? AND ", name);
	}

	private static Sql values(String alias, List<@Nullable Object> values, Sql sql) {
		return sql.joined(values, " OR ", (value) -> {
			switch (value) {
				case null -> sql.add(alias + ".type = 'null'");
				case Boolean truth -> sql.add(alias + (truth ? ".type = 'true'" : ".type = 'false'"));
				case String given -> sql.add("(" + alias + ".type = 'text' AND " + alias + ".atom = ?)", given);
				default -> sql.add("(" + alias + ".type IN ('integer', 'real') AND " + alias + ".atom = ?)", value);
			}
		});
	}

	@Override
	public Object parameter(float[] embedding) {
		return Embeddings.bytes(embedding);
	}

	@Override
	public String embedding() {
		return "embedding";
	}

	@Override
	public float[] embedding(ResultSet row, int column) throws SQLException {
		return Embeddings.floats(row.getBytes(column));
	}

	@Override
	public String history() {
		return """
				(SELECT json_group_array(json_array(version, source, metadata, text, made, superseded)) FROM (
				  SELECT * FROM history WHERE identity = coalesce(entries.identity, entries.id) ORDER BY version))""";
	}

	@Override
	public @Nullable String terms(@Nullable String context, String text) {
		return Terms.of(context, text);
	}

	@Override
	public List<Scored> lexical(Session session, List<LexicalQuery.Term> terms, Selection among, int limit, int enough)
			throws SQLException {
		return this.words.best(session, terms, among, limit, enough);
	}

	@Override
	public void reserve(Session session, long id) throws SQLException {
		session.update("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'entries'", id);
	}

}
