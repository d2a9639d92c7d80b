package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.Neighbors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the store's embeddings in FAISS, one exact index per namespace. It follows
 * the store: every search first takes in what was committed since, by whichever process.
 * Safe for use by several threads.
 */
final class VectorIndex implements AutoCloseable {

	static final String NAME = "faiss-flat-ip";

	private static final Logger log = LoggerFactory.getLogger(VectorIndex.class);

	/** Entries taken in at once: 15 MB of floats. */
	private static final int PAGE = 10_000;

	private final Map<String, FaissIndex> byNamespace = new ConcurrentHashMap<>();

	private final ReentrantLock following = new ReentrantLock();

	private final IndexFeed feed;

	private final int dimension;

	private volatile long lastEntry;

	private volatile long lastRemoval;

	VectorIndex(IndexFeed feed, int dimension) throws SQLException {
		this.feed = feed;
		this.dimension = dimension;
		this.lastRemoval = feed.lastRemoval();
	}

	/**
	 * The entries of a namespace nearest to a query, best first.
	 * @param among the only ids to consider; all of the namespace when null
	 * @return cosine similarities
	 */
	List<Scored> search(String namespace, float[] query, int k, long @Nullable [] among) throws SQLException {
		follow();
		FaissIndex index = this.byNamespace.get(namespace);
		if (index == null) {
			return List.of();
		}
		Neighbors found = (among != null) ? index.search(query, k, among) : index.search(query, k);
		List<Scored> scored = new ArrayList<>(found.count());
		for (int i = 0; i < found.count(); i++) {
			// Rounding can leave a product of two unit vectors a little outside.
			scored.add(new Scored(found.ids()[i], Math.clamp(found.scores()[i], -1.0, 1.0)));
		}
		return scored;
	}

	/** Takes in what was committed since the last time. */
	void follow() throws SQLException {
		if (!this.feed.changedSince(this.lastEntry, this.lastRemoval)) {
			return;
		}
		this.following.lock();
		try {
			// Additions first: what was added and deleted in between is then only a
			// removal.
			takeAdditions();
			takeRemovals();
		}
		catch (RuntimeException ex) {
			// Half of a page may be in: begin anew rather than take it in twice.
			close();
			this.lastEntry = 0;
			throw ex;
		}
		finally {
			this.following.unlock();
		}
	}

	private void takeAdditions() throws SQLException {
		List<IndexFeed.Embedded> page;
		do {
			page = this.feed.embeddedAfter(this.lastEntry, PAGE);
			grouped(page, IndexFeed.Embedded::namespace).forEach(this::add);
			if (!page.isEmpty()) {
				this.lastEntry = page.getLast().id();
			}
			if (page.size() == PAGE) {
				log.info("Memory index: entries up to {} are in", this.lastEntry);
			}
		}
		while (page.size() == PAGE);
	}

	private void add(String namespace, List<IndexFeed.Embedded> entries) {
		float[] vectors = new float[entries.size() * this.dimension];
		for (int i = 0; i < entries.size(); i++) {
			System.arraycopy(entries.get(i).embedding(), 0, vectors, i * this.dimension, this.dimension);
		}
		this.byNamespace.computeIfAbsent(namespace, (name) -> new FaissIndex(this.dimension))
			.add(entries.stream().mapToLong(IndexFeed.Embedded::id).toArray(), vectors);
	}

	private void takeRemovals() throws SQLException {
		List<IndexFeed.Removal> removals = this.feed.removedAfter(this.lastRemoval);
		grouped(removals, IndexFeed.Removal::namespace).forEach((namespace, gone) -> {
			FaissIndex index = this.byNamespace.get(namespace);
			if (index != null) {
				index.remove(gone.stream().mapToLong(IndexFeed.Removal::entry).toArray());
			}
		});
		if (!removals.isEmpty()) {
			this.lastRemoval = removals.getLast().number();
		}
	}

	private static <T> Map<String, List<T>> grouped(List<T> rows, Function<T, String> namespace) {
		return rows.stream().collect(Collectors.groupingBy(namespace));
	}

	/** Frees the native memory. */
	@Override
	public void close() {
		this.byNamespace.values().forEach(FaissIndex::close);
		this.byNamespace.clear();
	}

}
