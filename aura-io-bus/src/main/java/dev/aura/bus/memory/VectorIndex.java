package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import dev.aura.bus.memory.IndexFeed.Marks;
import dev.aura.faiss.FaissException;
import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.IndexSnapshot;
import dev.aura.faiss.Neighbors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the store's embeddings for search by similarity, one index per namespace. It
 * follows the store: every search first takes in what was committed since, by whichever
 * process. In the background it seals what has grown large and writes a file from which
 * the next start is quick. Safe for use by several threads.
 */
final class VectorIndex implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(VectorIndex.class);

	/** Entries taken in at once: 15 MB of floats. */
	private static final int PAGE = 10_000;

	/** Changes that are as well read from the store at the next start. */
	private static final long LEAST_UNWRITTEN = 20_000;

	/** A file is written when one in so many entries is not in the last one. */
	private static final long UNWRITTEN_PART = 10;

	private final Map<String, FaissIndex> byNamespace = new ConcurrentHashMap<>();

	private final ReentrantLock following = new ReentrantLock();

	private final ExecutorService background = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-index").factory());

	private final AtomicBoolean maintaining = new AtomicBoolean();

	private final IndexFeed feed;

	private final IndexCache cache;

	private final int dimension;

	private final long leastUnwritten;

	private volatile Marks marks = new Marks(0, 0);

	/** Changes since the last file. */
	private volatile long unwritten;

	private volatile boolean closing;

	/**
	 * An index with what the cache has; {@link #follow} takes in the rest.
	 */
	VectorIndex(IndexFeed feed, IndexCache cache, int dimension) throws SQLException {
		this(feed, cache, dimension, LEAST_UNWRITTEN);
	}

	/**
	 * The same.
	 * @param leastUnwritten changes from which on a file is written
	 */
	VectorIndex(IndexFeed feed, IndexCache cache, int dimension, long leastUnwritten) throws SQLException {
		this.leastUnwritten = leastUnwritten;
		this.feed = feed;
		this.cache = cache;
		this.dimension = dimension;
		Marks latest = feed.latest();
		this.marks = cache.read()
			.filter((contents) -> fits(contents, latest))
			.map(this::taken)
			.orElseGet(() -> new Marks(0, latest.removal()));
	}

	/** A file that is ahead of its store was written for what a backup has replaced. */
	private static boolean fits(IndexCache.Contents contents, Marks latest) {
		boolean fits = contents.marks().entry() <= latest.entry() && contents.marks().removal() <= latest.removal();
		if (!fits) {
			log.warn("Memory index: the file is ahead of the store, the index is built anew");
			contents.indexes().values().forEach(FaissIndex::close);
		}
		return fits;
	}

	private Marks taken(IndexCache.Contents contents) {
		this.byNamespace.putAll(contents.indexes());
		log.info("Memory index: {} vectors are in from the file", sum(FaissIndex::total));
		return contents.marks();
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
		return scored((among != null) ? index.search(query, k, among) : index.search(query, k));
	}

	private static List<Scored> scored(Neighbors found) {
		List<Scored> scored = new ArrayList<>(found.count());
		for (int i = 0; i < found.count(); i++) {
			// Rounding can leave a product of two unit vectors a little outside.
			scored.add(new Scored(found.ids()[i], Math.clamp(found.scores()[i], -1.0, 1.0)));
		}
		return scored;
	}

	/** Takes in what was committed since the last time. */
	void follow() throws SQLException {
		if (!this.feed.changedSince(this.marks.entry(), this.marks.removal())) {
			return;
		}
		this.following.lock();
		try {
			// Additions first: what was added and deleted in between is then only a
			// removal. What is taken in twice after a failure changes nothing.
			takeAdditions();
			takeRemovals();
		}
		finally {
			this.following.unlock();
		}
		maintainSoon();
	}

	private void takeAdditions() throws SQLException {
		List<IndexFeed.Embedded> page;
		do {
			page = this.feed.embeddedAfter(this.marks.entry(), PAGE);
			grouped(page, IndexFeed.Embedded::namespace).forEach(this::add);
			if (!page.isEmpty()) {
				took(new Marks(page.getLast().id(), this.marks.removal()), page.size());
			}
			if (page.size() == PAGE) {
				log.info("Memory index: entries up to {} are in", this.marks.entry());
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
			.add(ids(entries, IndexFeed.Embedded::id), vectors);
	}

	private void takeRemovals() throws SQLException {
		List<IndexFeed.Removal> removals = this.feed.removedAfter(this.marks.removal());
		grouped(removals, IndexFeed.Removal::namespace).forEach((namespace, gone) -> {
			FaissIndex index = this.byNamespace.get(namespace);
			if (index != null) {
				index.remove(ids(gone, IndexFeed.Removal::entry));
			}
		});
		if (!removals.isEmpty()) {
			took(new Marks(this.marks.entry(), removals.getLast().number()), removals.size());
		}
	}

	/** Called with the lock held. */
	private void took(Marks reached, int changes) {
		this.marks = reached;
		this.unwritten = this.unwritten + changes;
	}

	private static <T> long[] ids(List<T> rows, ToLongFunction<T> id) {
		return rows.stream().mapToLong(id).toArray();
	}

	private static <T> Map<String, List<T>> grouped(List<T> rows, Function<T, String> namespace) {
		return rows.stream().collect(Collectors.groupingBy(namespace));
	}

	private void maintainSoon() {
		if (wantsMaintenance() && this.maintaining.compareAndSet(false, true)) {
			try {
				this.background.execute(this::maintain);
			}
			catch (RejectedExecutionException ex) {
				log.debug("The index is closed before it was maintained", ex);
			}
		}
	}

	private boolean wantsMaintenance() {
		return wantsWriting() || this.byNamespace.values().stream().anyMatch(FaissIndex::wantsSeal);
	}

	private boolean wantsWriting() {
		return this.unwritten >= Math.max(this.leastUnwritten, sum(FaissIndex::total) / UNWRITTEN_PART);
	}

	private void maintain() {
		try {
			boolean first = false;
			for (Map.Entry<String, FaissIndex> entry : this.byNamespace.entrySet()) {
				if (!this.closing && entry.getValue().wantsSeal()) {
					first |= entry.getValue().sealed() == 0;
					seal(entry.getKey(), entry.getValue());
				}
			}
			// What a graph grew by later is quickly added to it again.
			if (!this.closing && (first || wantsWriting())) {
				write();
			}
		}
		catch (IOException | FaissException | IllegalStateException ex) {
			if (!this.closing) {
				log.warn("Memory index: it was not maintained; answers stay right, but slower", ex);
				// Not again at every change while, say, the disk is full.
				this.unwritten = 0;
			}
		}
		finally {
			this.maintaining.set(false);
		}
	}

	private static void seal(String namespace, FaissIndex index) {
		long start = System.nanoTime();
		try (IndexSnapshot snapshot = index.snapshot()) {
			snapshot.seal();
			log.info("Memory index: sealed {} vectors of namespace {} in {} ms", snapshot.total(), namespace,
					TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
		}
	}

	private void write() throws IOException {
		Map<String, IndexSnapshot> snapshots = new HashMap<>();
		try {
			Marks reached = snapshots(snapshots);
			this.cache.write(reached, snapshots);
			log.info("Memory index: wrote its file, with entries up to {}", reached.entry());
		}
		finally {
			snapshots.values().forEach(IndexSnapshot::close);
		}
	}

	/** Fills a map with snapshots that agree with the marks which are returned. */
	private Marks snapshots(Map<String, IndexSnapshot> snapshots) {
		this.following.lock();
		try {
			this.byNamespace.forEach((namespace, index) -> snapshots.put(namespace, index.snapshot()));
			this.unwritten = 0;
			return this.marks;
		}
		finally {
			this.following.unlock();
		}
	}

	/** Bytes of native memory in use. */
	long bytes() {
		return sum(FaissIndex::bytes);
	}

	/** How many vectors are held. */
	long total() {
		return sum(FaissIndex::total);
	}

	/** How many of them are in sealed parts. */
	long sealed() {
		return sum(FaissIndex::sealed);
	}

	private long sum(ToLongFunction<FaissIndex> measure) {
		return this.byNamespace.values().stream().mapToLong(measure).sum();
	}

	/** Waits until nothing is under way in the background. For tests. */
	void settle() throws Exception {
		this.background.submit(() -> {
		}).get();
	}

	/** Frees the native memory. */
	@Override
	public void close() {
		this.closing = true;
		// What is being sealed is native code, which must be over before the process
		// ends.
		this.byNamespace.values().forEach(FaissIndex::cancel);
		this.background.close();
		this.byNamespace.values().forEach(FaissIndex::close);
		this.byNamespace.clear();
	}

}
