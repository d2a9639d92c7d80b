package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

import dev.aura.api.ProblemType;
import dev.aura.bus.memory.IndexFeed.Marks;
import dev.aura.bus.problem.ProblemException;
import dev.aura.faiss.DamagedFileException;
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

	/** When a question may be asked again that damage kept from being answered. */
	private static final Duration RETRY = Duration.ofSeconds(5);

	/** Changes that are as well read from the store at the next start. */
	private static final long LEAST_UNWRITTEN = 20_000;

	/** A file is written when one in so many entries is not in the last one. */
	private static final long UNWRITTEN_PART = 10;

	private final ExecutorService background = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-index").factory());

	private final AtomicBoolean maintaining = new AtomicBoolean();

	private final AtomicBoolean rebuilding = new AtomicBoolean();

	private final IndexFeed feed;

	private final IndexCache cache;

	private final int dimension;

	private final long leastUnwritten;

	private volatile IndexSet current;

	/** Takes the place of one that was damaged, now or when it is whole. */
	private volatile @Nullable IndexSet replacement;

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
		Optional<IndexCache.Contents> contents = cache.read().filter((read) -> fits(read, latest));
		this.current = contents.isPresent() ? IndexSet.of(contents.get(), feed, dimension)
				: IndexSet.empty(feed, dimension);
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

	/**
	 * The entries of a namespace nearest to a query, best first.
	 * @param among the only ids to consider; all of the namespace when null
	 * @return cosine similarities
	 * @throws ProblemException 503 when what was to be looked at is damaged
	 */
	List<Scored> search(String namespace, float[] query, int k, long @Nullable [] among) throws SQLException {
		return inCurrent((set) -> {
			follow(set);
			FaissIndex index = set.of(namespace);
			if (index == null) {
				return List.of();
			}
			try {
				return scored((among != null) ? index.search(query, k, among) : index.search(query, k));
			}
			catch (DamagedFileException ex) {
				rebuildSoon(set);
				throw new ProblemException(ProblemType.UNAVAILABLE,
						"The index of the memory is damaged and is built anew; what is not is still answered.", ex)
					.retryAfter(RETRY);
			}
		});
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
		inCurrent((set) -> {
			follow(set);
			return set;
		});
	}

	private void follow(IndexSet set) throws SQLException {
		if (set.follow()) {
			maintainSoon();
		}
	}

	/** Does something with the indexes, again when others took their place meanwhile. */
	private <T, E extends Exception> T inCurrent(Action<T, E> action) throws E {
		while (true) {
			IndexSet set = this.current;
			try {
				return action.with(set);
			}
			catch (IllegalStateException ex) {
				if (set == this.current) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Most vectors stay in the file until they are looked at, so that it may turn out
	 * late to be damaged. What is not is answered from it until all is there anew.
	 */
	private void rebuildSoon(IndexSet broken) {
		if (!this.rebuilding.compareAndSet(false, true)) {
			return;
		}
		try {
			this.background.execute(() -> rebuild(broken));
		}
		catch (RejectedExecutionException ex) {
			log.debug("The index is closed before it was built anew", ex);
		}
	}

	private void rebuild(IndexSet broken) {
		try {
			if (broken == this.current) {
				log.warn("Memory index: the file is damaged, the index is built anew from the store");
				replace(broken);
			}
		}
		catch (SQLException | RuntimeException ex) {
			if (!this.closing) {
				log.warn("Memory index: it could not be built anew, which is tried again when it is needed", ex);
			}
		}
		finally {
			this.rebuilding.set(false);
		}
	}

	private void replace(IndexSet broken) throws SQLException {
		IndexSet made = IndexSet.empty(this.feed, this.dimension);
		try {
			this.replacement = made;
			// Whoever closes sees the one or is seen here.
			if (!this.closing) {
				made.follow();
				this.cache.discard();
				this.current = made;
			}
		}
		finally {
			if (made != this.current) {
				made.close();
			}
		}
		if (made == this.current) {
			broken.close();
			maintainSoon();
		}
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
		IndexSet set = this.current;
		return wantsWriting(set) || set.all().values().stream().anyMatch(FaissIndex::wantsSeal);
	}

	private boolean wantsWriting(IndexSet set) {
		return set.unwritten() >= Math.max(this.leastUnwritten, set.sum(FaissIndex::total) / UNWRITTEN_PART);
	}

	private void maintain() {
		IndexSet set = this.current;
		try {
			boolean first = false;
			for (Map.Entry<String, FaissIndex> entry : set.all().entrySet()) {
				if (!this.closing && entry.getValue().wantsSeal()) {
					first |= entry.getValue().sealed() == 0;
					seal(entry.getKey(), entry.getValue());
				}
			}
			// What a graph grew by later is quickly added to it again.
			if (!this.closing && (first || wantsWriting(set))) {
				write(set);
			}
		}
		catch (DamagedFileException ex) {
			rebuildSoon(set);
		}
		catch (IOException | FaissException | IllegalStateException ex) {
			if (!this.closing && set == this.current) {
				log.warn("Memory index: it was not maintained; answers stay right, but slower", ex);
				// Not again at every change while, say, the disk is full.
				set.giveUpWriting();
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

	private void write(IndexSet set) throws IOException {
		try (IndexSet.Written now = set.snapshots()) {
			this.cache.write(now.marks(), now.snapshots());
			log.info("Memory index: wrote its file, with entries up to {}", now.marks().entry());
		}
	}

	/** Bytes of native memory in use, without vectors that are in the file. */
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
		return inCurrent((set) -> set.sum(measure));
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
		inCurrent((set) -> {
			set.all().values().forEach(FaissIndex::cancel);
			return set;
		});
		IndexSet unfinished = this.replacement;
		if (unfinished != null) {
			unfinished.close();
		}
		this.background.close();
		this.current.close();
	}

	/**
	 * Something that is done with the indexes.
	 *
	 * @param <T> what comes of it
	 * @param <E> what it throws
	 */
	private interface Action<T, E extends Exception> {

		T with(IndexSet set) throws E;

	}

}
