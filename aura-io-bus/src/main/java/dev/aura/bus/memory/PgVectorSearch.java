package dev.aura.bus.memory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.aura.api.memory.StatsResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search by pgvector: exact in selections and in namespaces of moderate size, by an HNSW
 * index in large ones.
 */
final class PgVectorSearch implements VectorSearch {

	private static final Logger log = LoggerFactory.getLogger(PgVectorSearch.class);

	/** More floats than this the index does not take. */
	private static final int MOST_INDEXED = 2_000;

	/** Fewer entries than this are soon compared one by one. */
	private static final long LARGE = 20_000;

	private static final Duration SIZES_KEPT = Duration.ofMinutes(1);

	/** How many the index explores, at least and at most. */
	private static final int LEAST_EXPLORED = 200;

	private static final int MOST_EXPLORED = 1_000;

	private final Database database;

	private final long space;

	private final int dimension;

	private final long large;

	private final Map<String, Size> sizes = new ConcurrentHashMap<>();

	private PgVectorSearch(Database database, long space, int dimension, long large) {
		this.large = large;
		this.database = database;
		this.space = space;
		this.dimension = dimension;
	}

	/** Makes the index of a space if it is not there. */
	static PgVectorSearch open(Database database, long space, int dimension) throws SQLException {
		return open(database, space, dimension, LARGE);
	}

	/**
	 * The same.
	 * @param large entries of a namespace from which on the index is used
	 */
	static PgVectorSearch open(Database database, long space, int dimension, long large) throws SQLException {
		PgVectorSearch search = new PgVectorSearch(database, space, dimension, large);
		if (dimension <= MOST_INDEXED) {
			log.info("Memory: opening the vector index of PostgreSQL; where there is none yet, it is made");
			database.write((session) -> {
				session.execute(
						"CREATE INDEX IF NOT EXISTS entries_by_embedding_%d ON entries USING hnsw (%s vector_ip_ops) WHERE space = %d"
							.formatted(space, search.column(), space));
				return true;
			});
		}
		return search;
	}

	/**
	 * The column as the index has it; without the cast, which changes nothing, no index
	 * is used.
	 */
	private String column() {
		return "(embedding::vector(" + this.dimension + "))";
	}

	@Override
	public String name() {
		return "pgvector-hnsw";
	}

	@Override
	public List<Scored> search(Selection among, float[] query, int k) throws SQLException {
		int explored = Math.max(LEAST_EXPLORED, 2 * k);
		boolean indexed = among.isEverything() && explored <= MOST_EXPLORED && this.dimension <= MOST_INDEXED
				&& size(among.namespace()) >= this.large;
		if (indexed) {
			List<Scored> found = indexed(among, query, k, explored);
			// Others' entries and expired ones may have taken their places.
			if (found.size() == k) {
				return found;
			}
		}
		return this.database.read((session) -> nearest(session, "embedding", ", id", among, query, k));
	}

	private List<Scored> indexed(Selection among, float[] query, int k, int explored) throws SQLException {
		return this.database.read((session) -> {
			session.query("SELECT set_config('hnsw.ef_search', ?, false)", (row) -> row.getString(1),
					Integer.toString(explored));
			return nearest(session, column(), "", among, query, k);
		});
	}

	private List<Scored> nearest(Session session, String column, String ties, Selection among, float[] query, int k)
			throws SQLException {
		Dialect dialect = this.database.dialect();
		Sql sql = new Sql()
			.add("SELECT id, " + column + " <#> ? AS distance FROM entries WHERE space = " + this.space + " AND ",
					dialect.parameter(query))
			.add(among.where(dialect))
			.add(" ORDER BY distance" + ties + " LIMIT ?", k);
		// The distance is the product with its sign changed, which rounding can leave a
		// little outside.
		return session.query(sql.toString(),
				(row) -> new Scored(row.getLong(1), Math.clamp(-row.getDouble(2), -1.0, 1.0)), sql.parameters());
	}

	private long size(String namespace) throws SQLException {
		Size known = this.sizes.get(namespace);
		if (known != null && System.nanoTime() - known.when() < SIZES_KEPT.toNanos()) {
			return known.entries();
		}
		long entries = this.database
			.read((session) -> session.query("SELECT count(*) FROM entries WHERE namespace = ?",
					(row) -> row.getLong(1), namespace))
			.getFirst();
		this.sizes.put(namespace, new Size(entries, System.nanoTime()));
		return entries;
	}

	/** There is nothing to take in: the index is the database's own. */
	@Override
	public void follow() {
	}

	@Override
	public Optional<StatsResult.Vectors> held() {
		return Optional.empty();
	}

	/** The store closes the connections. */
	@Override
	public void close() {
	}

	private record Size(long entries, long when) {
	}

}
