package dev.aura.bus.memory;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** PostgreSQL with jsonb, full-text search and the type {@code vector}. */
final class PostgresDialect implements Dialect {

	static final PostgresDialect INSTANCE = new PostgresDialect();

	private static final String OBJECT = "entries.facts @> jsonb_build_object(?::text, ";

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Co}]+");

	private static final Pattern DIACRITICS = Pattern.compile("[\\u0300-\\u036f]+");

	/** PostgreSQL indexes no longer words, in bytes. */
	private static final int LONGEST_WORD = 500;

	/** A tsvector takes one megabyte. */
	private static final int MOST_TERMS = 200_000;

	private static final String SIZES = """
			WITH sizes AS MATERIALIZED (
			  SELECT count(*) AS total, greatest(avg(length), 1)::float8 AS average FROM entries),
			terms (number, query, single) AS (VALUES\s""";

	/**
	 * BM25 with its usual constants and, as FTS5 has it, the statistics of all
	 * namespaces. What ts_rank says of one word is the sum of 0.0607927 / i² over its
	 * occurrences, from which follows how many there are.
	 */
	private static final String BM25 = """
			, hits AS MATERIALIZED (
			  SELECT entries.id AS hit, terms.number, entries.length, CASE WHEN terms.single THEN
			      round(1 / (1.645 - ts_rank(entries.words, terms.query) / 0.0607927) - 0.5) ELSE 1 END AS often
			  FROM terms JOIN entries ON entries.words @@ terms.query),
			weights AS (
			  SELECT number, ln(1 + (greatest(max(total), count(*)) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
			  FROM hits, sizes GROUP BY number)
			SELECT entries.id,
			  sum(weight * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * hits.length / sizes.average)))::float8 AS score
			FROM sizes, hits JOIN weights USING (number) JOIN entries ON entries.id = hits.hit WHERE\s""";

	private PostgresDialect() {
	}

	@Override
	public String numbers() {
		return "SELECT value::bigint FROM json_array_elements_text(?::json)";
	}

	@Override
	public void add(Condition condition, Sql sql) {
		switch (condition) {
			case Condition.All all -> joined(all.parts(), " AND ", "true", sql);
			case Condition.Any any -> joined(any.parts(), " OR ", "false", sql);
			case Condition.Not not -> add(not.part(), sql.add("NOT "));
			case Condition.Exists exists -> sql.add("entries.facts -> ?::text IS NOT NULL", exists.name());
			case Condition.OneOf oneOf ->
				sql.joined(oneOf.values(), " OR ", (value) -> value(value, sql.add(OBJECT, oneOf.name())).add(")"));
			case Condition.Contains contains -> {
				sql.add("(CASE WHEN jsonb_typeof(entries.facts -> ?::text) = 'array' THEN ", contains.name());
				sql.joined(contains.values(), " OR ",
						(value) -> value(value, sql.add("entries.facts -> ?::text @> ", contains.name())));
				sql.add(" ELSE false END)");
			}
			case Condition.Compared compared -> compared(compared, sql);
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

	private static Sql value(@Nullable Object value, Sql sql) {
		return switch (value) {
			case null -> sql.add("'null'::jsonb");
			case Boolean truth -> sql.add("'" + truth + "'::jsonb");
			case String given -> sql.add("to_jsonb(?::text)", given);
			default -> sql.add("to_jsonb(?::numeric)", number(value));
		};
	}

	private static BigDecimal number(Object value) {
		return new BigDecimal(value.toString());
	}

	/** Not with AND, of which PostgreSQL may evaluate either side first. */
	private static void compared(Condition.Compared compared, Sql sql) {
		boolean text = compared.bound() instanceof String;
		sql.add("(CASE WHEN jsonb_typeof(entries.facts -> ?::text) = '" + (text ? "string" : "number") + "' THEN ",
				compared.name());
		sql.add(text ? "(entries.facts ->> ?::text) COLLATE \"C\" " : "(entries.facts ->> ?::text)::numeric ",
				compared.name());
		sql.add(compared.order().sign() + " ? ELSE false END)", text ? compared.bound() : number(compared.bound()));
	}

	@Override
	public Object parameter(float[] embedding) {
		PGobject vector = new PGobject();
		vector.setType("vector");
		try {
			vector.setValue(Arrays.toString(embedding));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return vector;
	}

	@Override
	public String embedding() {
		return "vector_send(embedding)";
	}

	/** The number of floats and 16 bits that are unused come first. */
	@Override
	public float[] embedding(ResultSet row, int column) throws SQLException {
		ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
		float[] embedding = new float[bytes.getShort()];
		bytes.position(2 * Short.BYTES).slice().asFloatBuffer().get(embedding);
		return embedding;
	}

	@Override
	public String history() {
		return """
				(SELECT coalesce(json_agg(json_build_array(version, source, metadata, text, made, superseded)
				    ORDER BY version)::text, '[]')
				  FROM history WHERE history.identity = coalesce(entries.identity, entries.id))""";
	}

	@Override
	public String terms(@Nullable String context, String text) {
		String terms = Terms.of(context, text);
		String words = words((terms != null) ? terms : text);
		return (words.length() <= MOST_TERMS) ? words : words.substring(0, words.lastIndexOf(' ', MOST_TERMS) + 1);
	}

	/** Words with one blank between, as both sides of a search see them. */
	private static String words(String text) {
		String plain = DIACRITICS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
		return WORD.matcher(Normalizer.normalize(plain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))
			.results()
			.map(MatchResult::group)
			.map((word) -> (word.length() <= LONGEST_WORD) ? word : word.substring(0, LONGEST_WORD))
			.collect(Collectors.joining(" "));
	}

	@Override
	public List<Scored> lexical(Session session, List<LexicalQuery.Term> terms, Selection among, int limit, int enough)
			throws SQLException {
		Sql sql = new Sql().add(SIZES);
		for (int i = 0; i < terms.size(); i++) {
			LexicalQuery.Term term = terms.get(i);
			String words = words(term.words());
			sql.add((i > 0) ? ", (" : "(")
				.add(i + (term.isPrefix() ? ", to_tsquery('aura', ?::text || ':*'), "
						: ", phraseto_tsquery('aura', ?::text), ") + !(term.isPrefix() || words.contains(" ")) + ")",
						words);
		}
		sql.add(")").add(BM25).add(among.where(this));
		sql.add(" GROUP BY entries.id ORDER BY score DESC, entries.id LIMIT ?", limit);
		return session.query(sql.toString(), (row) -> new Scored(row.getLong(1), row.getDouble(2)), sql.parameters());
	}

	@Override
	public void reserve(Session session, long id) throws SQLException {
		session.query("SELECT setval('entries_id_seq', greatest(?, (SELECT last_value FROM entries_id_seq)))",
				(row) -> row.getLong(1), id);
	}

}
