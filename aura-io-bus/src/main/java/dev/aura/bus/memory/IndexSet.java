package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import dev.aura.bus.memory.IndexFeed.Marks;
import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.IndexSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index for each namespace of a store, and how far they follow it. Safe for use by
 * several threads; once closed, all that is asked of it throws
 * {@link IllegalStateException}.
 */
final class IndexSet implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(IndexSet.class);

	/** Entries taken in at once: 15 MB of floats. */
	private static final int PAGE = 10_000;

	private final Map<String, FaissIndex> byNamespace = new ConcurrentHashMap<>();

	private final ReentrantLock following = new ReentrantLock();

	private final IndexFeed feed;

	private final int dimension;

	private volatile Marks marks;

	/** Changes since the last file. */
	private final AtomicLong unwritten = new AtomicLong();

	private volatile boolean closed;

	private IndexSet(IndexFeed feed, int dimension, Marks marks) {
		this.feed = feed;
		this.dimension = dimension;
		this.marks = marks;
	}

	/** What a file held. */
	static IndexSet of(IndexCache.Contents contents, IndexFeed feed, int dimension) {
		IndexSet set = new IndexSet(feed, dimension, contents.marks());
		set.byNamespace.putAll(contents.indexes());
		log.info("Memory index: {} vectors are in from the file", set.sum(FaissIndex::total));
		return set;
	}

	/** Nothing, to begin with. */
	static IndexSet empty(IndexFeed feed, int dimension) throws SQLException {
		return new IndexSet(feed, dimension, new Marks(0, feed.latest().removal()));
	}

	/** Changes that the last file does not have. */
	long unwritten() {
		return this.unwritten.get();
	}

	/** The index of a namespace, if it has entries. */
	@Nullable FaissIndex of(String namespace) {
		return this.byNamespace.get(namespace);
	}

	Map<String, FaissIndex> all() {
		return this.byNamespace;
	}

	long sum(ToLongFunction<FaissIndex> measure) {
		return this.byNamespace.values().stream().mapToLong(measure).sum();
	}

	/**
	 * Takes in what was committed since the last time.
	 * @return whether there was anything
	 */
	boolean follow() throws SQLException {
		if (!this.feed.changedSince(this.marks.entry(), this.marks.removal())) {
			return false;
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
		return true;
	}

	private void takeAdditions() throws SQLException {
		List<IndexFeed.Embedded> page;
		do {
			requireOpen();
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
		this.unwritten.addAndGet(changes);
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The index is closed.");
		}
	}

	private static <T> long[] ids(List<T> rows, ToLongFunction<T> id) {
		return rows.stream().mapToLong(id).toArray();
	}

	private static <T> Map<String, List<T>> grouped(List<T> rows, Function<T, String> namespace) {
		return rows.stream().collect(Collectors.groupingBy(namespace));
	}

	/** What is in now, to be written. */
	Written snapshots() {
		Map<String, IndexSnapshot> snapshots = new HashMap<>();
		Written written = null;
		this.following.lock();
		try {
			requireOpen();
			this.byNamespace.forEach((namespace, index) -> snapshots.put(namespace, index.snapshot()));
			this.unwritten.set(0);
			written = new Written(this.marks, snapshots);
			return written;
		}
		finally {
			this.following.unlock();
			if (written == null) {
				snapshots.values().forEach(IndexSnapshot::close);
			}
		}
	}

	/** Does as if all were in the file, so that it is not tried again at every change. */
	void giveUpWriting() {
		this.unwritten.set(0);
	}

	/** Frees the native memory; what is being taken in ends soon. */
	@Override
	public void close() {
		this.closed = true;
		this.following.lock();
		try {
			this.byNamespace.values().forEach(FaissIndex::close);
		}
		finally {
			this.following.unlock();
		}
	}

	/** Snapshots that agree with marks. */
	record Written(Marks marks, Map<String, IndexSnapshot> snapshots) implements AutoCloseable {

		@Override
		public void close() {
			this.snapshots.values().forEach(IndexSnapshot::close);
		}

	}

}
