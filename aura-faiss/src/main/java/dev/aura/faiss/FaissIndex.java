package dev.aura.faiss;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A FAISS flat index: exact search by inner product, which is the cosine when vectors and
 * queries have length 1. Vectors are kept in native memory until {@link #close}.
 *
 * <p>
 * Safe for use by several threads: searches run side by side, an add, a remove or a close
 * runs alone. Each search runs on the thread that asks for it. After {@code close} every
 * method throws {@link IllegalStateException}.
 */
public final class FaissIndex implements AutoCloseable {

	/** The longest vectors that an index takes. */
	public static final int MAX_DIMENSION = 65_536;

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private final int dimension;

	private final NativeFlatIndex index;

	/**
	 * An empty index.
	 * @param dimension floats in a vector, 1 to {@link #MAX_DIMENSION}
	 */
	public FaissIndex(int dimension) {
		require(dimension >= 1 && dimension <= MAX_DIMENSION, "dimension", dimension, "1 to " + MAX_DIMENSION);
		this.dimension = dimension;
		this.index = translated(() -> new NativeFlatIndex(dimension));
	}

	/** Floats in a vector. */
	public int dimension() {
		return this.dimension;
	}

	/** How many vectors are held. */
	public long total() {
		return locked(this.lock.readLock(), this.index::total);
	}

	/**
	 * Adds vectors, all of them or none.
	 * @param ids 0 or more each; one that is there already gets a second vector
	 * @param vectors one after the other, {@code ids.length * dimension} finite floats
	 */
	public void add(long[] ids, float[] vectors) {
		require(vectors.length == (long) ids.length * this.dimension, "vectors.length", vectors.length,
				(long) ids.length * this.dimension);
		requireFinite(vectors);
		for (long id : ids) {
			require(id >= 0, "id", id, ">= 0");
		}
		locked(this.lock.writeLock(), () -> {
			this.index.add(ids.length, ids, vectors);
			return ids.length;
		});
	}

	/**
	 * Removes the vectors of these ids; ids that are not there are ignored. Takes time in
	 * proportion to {@link #total}, for what remains moves together.
	 * @return how many vectors went
	 */
	public long remove(long[] ids) {
		long[] sorted = sorted(ids);
		return locked(this.lock.writeLock(), () -> this.index.remove(sorted, sorted.length));
	}

	/**
	 * The vectors nearest to a query.
	 * @param query {@link #dimension} finite floats
	 * @param k the most to return, 1 or more
	 */
	public Neighbors search(float[] query, int k) {
		return search(query, k, this.index::search);
	}

	/**
	 * The vectors nearest to a query among those of some ids.
	 * @param query {@link #dimension} finite floats
	 * @param k the most to return, 1 or more
	 * @param among the only ids to consider; those that are not there are ignored
	 */
	public Neighbors search(float[] query, int k, long[] among) {
		long[] sorted = sorted(among);
		return search(query, Math.min(k, Math.max(1, sorted.length)), (floats, most, ids, scores) -> this.index
			.searchAmong(floats, most, ids, scores, sorted, sorted.length));
	}

	private Neighbors search(float[] query, int k, NativeSearch search) {
		require(query.length == this.dimension, "query.length", query.length, this.dimension);
		require(k >= 1, "k", k, ">= 1");
		requireFinite(query);
		return locked(this.lock.readLock(), () -> {
			int most = (int) Math.min(k, this.index.total());
			long[] ids = new long[most];
			float[] scores = new float[most];
			int found = (most == 0) ? 0 : (int) search.run(query, most, ids, scores);
			return new Neighbors(Arrays.copyOf(ids, found), Arrays.copyOf(scores, found));
		});
	}

	/**
	 * Frees the native memory. Waits for searches under way; a second close does nothing.
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

	private <T> T locked(Lock held, Supplier<T> action) {
		held.lock();
		try {
			if (this.index.isNull()) {
				throw new IllegalStateException("The index is closed.");
			}
			return translated(action);
		}
		finally {
			held.unlock();
		}
	}

	/** JavaCPP throws every C++ exception as a bare RuntimeException. */
	private static <T> T translated(Supplier<T> action) {
		try {
			return action.get();
		}
		catch (RuntimeException ex) {
			throw new FaissException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static long[] sorted(long[] ids) {
		long[] sorted = ids.clone();
		Arrays.sort(sorted);
		return sorted;
	}

	private static void requireFinite(float[] floats) {
		for (int i = 0; i < floats.length; i++) {
			if (!Float.isFinite(floats[i])) {
				require(false, "float " + i, floats[i], "finite");
			}
		}
	}

	private static void require(boolean holds, String name, Object value, Object expected) {
		if (!holds) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
		}
	}

	@FunctionalInterface
	private interface NativeSearch {

		long run(float[] query, long k, long[] ids, float[] scores);

	}

}
