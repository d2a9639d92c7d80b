package dev.aura.faiss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Search by inner product, which is the cosine when vectors and queries have length 1.
 *
 * <p>
 * What was added last is searched exactly: the answer is that of a flat scan in float32,
 * though most of it is found by 8-bit codes with a proven bound. {@link #snapshot} and
 * {@link IndexSnapshot#seal} put what is there into a graph (HNSW, made by FAISS), whose
 * results are scored in float32 as well; when {@link #wantsSeal} says so is a good time.
 * Vectors are kept in native memory, or in the file that they were read from, until
 * {@link #close}.
 *
 * <p>
 * Safe for use by several threads. Searches wait for nobody; each runs on the thread that
 * asks for it. After {@code close} every method throws {@link IllegalStateException}.
 */
public final class FaissIndex implements AutoCloseable {

	/** The longest vectors that an index takes. */
	public static final int MAX_DIMENSION = 65_536;

	/** The greatest length of a vector or a query, so that no product overflows. */
	public static final double MAX_NORM = 0x1p60;

	/** Fewer vectors than this are searched exactly in a few tenths of a millisecond. */
	static final long LEAST_SEALED = 6_000;

	private static final long MOST_UNSEALED = 8_000;

	/** As much may be unsealed besides, one in so many of what is sealed. */
	private static final long UNSEALED_PART = 32;

	/** The part of the rows, one in so many, that may be dead. */
	private static final long MOST_DEAD = 5;

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final int dimension;

	private final Native.Index index;

	/**
	 * An empty index.
	 * @param dimension floats in a vector, 1 to {@link #MAX_DIMENSION}
	 */
	public FaissIndex(int dimension) {
		require(dimension >= 1 && dimension <= MAX_DIMENSION, "dimension", dimension, "1 to " + MAX_DIMENSION);
		this.dimension = dimension;
		this.index = FaissException.translated(() -> new Native.Index(dimension));
	}

	private FaissIndex(Native.Index index) {
		this.index = index;
		this.dimension = index.dimension();
	}

	/**
	 * Reads what {@link IndexSnapshot#write} wrote. Of a large index most vectors stay in
	 * the file, which may be closed, replaced or deleted, but not written to: they are
	 * checked when they are looked at for the first time.
	 * @throws DamagedFileException when the file is not what was written; a later search,
	 * or a snapshot that is sealed or written, throws it too
	 */
	public static FaissIndex read(IndexFile file) {
		return new FaissIndex(FaissException.translated(() -> new Native.Index(file.handle())));
	}

	/**
	 * How FAISS was built, and the instructions that the exact search uses:
	 * {@code avx2/avx512vnni}, {@code generic/portable} and the like.
	 */
	public static String build() {
		return Native.BUILD;
	}

	/** Floats in a vector. */
	public int dimension() {
		return this.dimension;
	}

	/** How many vectors are held. */
	public long total() {
		return locked(this.index::total);
	}

	/** How many rows are in the approximate part, removed ones among them. */
	public long sealed() {
		return locked(this.index::sealedRows);
	}

	/** Bytes of native memory in use, without vectors that are in a file. */
	public long bytes() {
		return locked(this.index::bytes);
	}

	/** Whether so much was added or removed that sealing it makes searches quicker. */
	public boolean wantsSeal() {
		return locked(() -> {
			long total = this.index.total();
			boolean added = this.index.tailRows() >= MOST_UNSEALED + this.index.sealedRows() / UNSEALED_PART;
			long dead = this.index.deadRows();
			return (added && total >= MOST_UNSEALED) || (dead >= 1_000 && dead * MOST_DEAD >= total + dead);
		});
	}

	/**
	 * Adds vectors, all of them or none.
	 * @param ids 0 or more each; the vector of one that is there already is replaced
	 * @param vectors one after the other, {@code ids.length * dimension} finite floats,
	 * no vector longer than {@link #MAX_NORM}
	 */
	public void add(long[] ids, float[] vectors) {
		requireVectors("vectors", vectors, ids.length);
		for (long id : ids) {
			require(id >= 0, "id", id, ">= 0");
		}
		locked(() -> {
			this.index.add(ids.length, ids, vectors);
			return ids.length;
		});
	}

	/**
	 * Removes the vectors of these ids; ids that are not there are ignored. Takes less
	 * than a microsecond for each.
	 * @return how many vectors went
	 */
	public long remove(long[] ids) {
		return locked(() -> this.index.remove(ids, ids.length));
	}

	/**
	 * The vectors nearest to a query; of equally near ones those with smaller ids.
	 * @param query {@link #dimension} finite floats
	 * @param k the most to return, 1 or more
	 */
	public Neighbors search(float[] query, int k) {
		requireVectors("query", query, 1);
		return search(query, k, false).get(0);
	}

	/**
	 * The vectors nearest to each of some queries, which is quicker than one query after
	 * the other.
	 * @param queries one after the other
	 * @param k the most to return for each, 1 or more
	 */
	public List<Neighbors> searchAll(float[] queries, int k) {
		requireVectors("queries", queries, queries.length / this.dimension);
		return search(queries, k, false);
	}

	/** As {@link #search(float[], int)}, by exact search of all that is there. */
	public Neighbors searchExactly(float[] query, int k) {
		requireVectors("query", query, 1);
		return search(query, k, true).get(0);
	}

	private List<Neighbors> search(float[] queries, int k, boolean exact) {
		int count = queries.length / this.dimension;
		require(k >= 1, "k", k, ">= 1");
		return locked(() -> {
			int most = (int) Math.min(k, this.index.total());
			if (most == 0) {
				return Collections.nCopies(count, new Neighbors(new long[0], new float[0]));
			}
			require((long) count * most <= Integer.MAX_VALUE - 8, "k", k, "fewer results in all");
			long[] ids = new long[count * most];
			float[] scores = new float[count * most];
			int[] found = new int[count];
			this.index.search(count, queries, most, exact, ids, scores, found);
			List<Neighbors> all = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				int from = i * most;
				all.add(new Neighbors(Arrays.copyOfRange(ids, from, from + found[i]),
						Arrays.copyOfRange(scores, from, from + found[i])));
			}
			return all;
		});
	}

	/**
	 * The vectors nearest to a query among those of some ids, by exact search.
	 * @param query {@link #dimension} finite floats
	 * @param k the most to return, 1 or more
	 * @param among the only ids to consider; those that are not there are ignored
	 */
	public Neighbors search(float[] query, int k, long[] among) {
		requireVectors("query", query, 1);
		require(k >= 1, "k", k, ">= 1");
		return locked(() -> {
			int most = (int) Math.min(Math.min(k, among.length), this.index.total());
			long[] ids = new long[most];
			float[] scores = new float[most];
			int found = (most == 0) ? 0 : this.index.searchAmong(query, most, among, among.length, ids, scores);
			return new Neighbors(Arrays.copyOf(ids, found), Arrays.copyOf(scores, found));
		});
	}

	/** What is held now. */
	public IndexSnapshot snapshot() {
		return new IndexSnapshot(this, locked(() -> new Native.Snapshot(this.index)));
	}

	void adopt(Native.Snapshot snapshot) {
		locked(() -> {
			this.index.adopt(snapshot);
			return snapshot;
		});
	}

	/**
	 * Ends what is being sealed, now or later, within about a second and with an
	 * exception.
	 */
	public void cancel() {
		locked(() -> {
			this.index.cancel();
			return Boolean.TRUE;
		});
	}

	/**
	 * Frees the native memory. Waits for calls under way; a second close does nothing.
	 */
	@Override
	public void close() {
		this.lock.writeLock().lock();
		try {
			this.index.close();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/** Held by all side by side; only a close must be alone. */
	private <T> T locked(Supplier<T> action) {
		Lock held = this.lock.readLock();
		held.lock();
		try {
			if (this.index.isNull()) {
				throw new IllegalStateException("The index is closed.");
			}
			return FaissException.translated(action);
		}
		finally {
			held.unlock();
		}
	}

	private void requireVectors(String name, float[] vectors, int count) {
		require(vectors.length == (long) count * this.dimension, name + ".length", vectors.length,
				(long) count * this.dimension);
		for (int from = 0; from < vectors.length; from += this.dimension) {
			double square = 0;
			for (int i = from; i < from + this.dimension; i++) {
				square += (double) vectors[i] * vectors[i];
			}
			// Not a number or infinite as soon as one of them is.
			if (!(square <= MAX_NORM * MAX_NORM)) {
				require(false, name + ": length of number " + from / this.dimension, Math.sqrt(square),
						"finite, at most " + MAX_NORM);
			}
		}
	}

	private static void require(boolean holds, String name, Object value, Object expected) {
		if (!holds) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
		}
	}

}
