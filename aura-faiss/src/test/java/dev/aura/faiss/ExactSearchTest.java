package dev.aura.faiss;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Codes of 8 bits must never decide: the answers are those of a flat scan, on vectors
 * made to deceive them.
 */
class ExactSearchTest {

	private static final int COUNT = 2_000;

	private final Random random = new Random(20_261_124);

	/** What makes a bound tight, useless or hard to compute. */
	enum Trap {

		ORDINARY((random, i, n) -> random.nextGaussian()),
		/** One float sets the step, the others fall between two steps. */
		ONE_LARGE((random, i, n) -> (i == 0) ? 1 : 1e-3 * random.nextGaussian()),
		/** All are nearly alike: far more candidates than are asked for. */
		NEAR_DUPLICATES((random, i, n) -> Math.sin(i) + 1e-4 * random.nextGaussian()),
		/** Exactly alike: only ids tell them apart. */
		DUPLICATES((random, i, n) -> Math.sin(i)),
		/** Whole numbers: many equal scores, each exact in float32. */
		TIES((random, i, n) -> random.nextInt(3) - 1), TINY((random, i, n) -> 1e-20 * random.nextGaussian()),
		/** Below what float32 holds with full precision, products vanish. */
		DENORMAL((random, i, n) -> 1e-42 * random.nextGaussian()),
		LARGE((random, i, n) -> 1e16 * random.nextGaussian()),
		/** Lengths that differ by thirty orders of magnitude. */
		MIXED((random, i, n) -> random.nextGaussian() * Math.pow(10, (n * 7) % 31 - 15)), ZERO((random, i, n) -> 0),
		SPARSE((random, i, n) -> (random.nextInt(20) == 0) ? random.nextGaussian() : 0),
		/** Always half a step off. */
		HALF_STEPS((random, i, n) -> (i == 0) ? 127 : random.nextInt(100) + .5);

		private final Maker maker;

		Trap(Maker maker) {
			this.maker = maker;
		}

	}

	@ParameterizedTest
	@EnumSource
	void findsWhatAFlatScanFinds(Trap trap) {
		for (int dimension : new int[] { 1, 7, 64, 384 }) {
			check(trap, trap, dimension);
		}
	}

	@ParameterizedTest
	@EnumSource
	void findsWhatAFlatScanFindsWithAnotherKindOfQuery(Trap trap) {
		check(trap, Trap.ORDINARY, 96);
		check(Trap.ORDINARY, trap, 96);
		check(trap, Trap.ONE_LARGE, 96);
	}

	private void check(Trap rows, Trap queries, int dimension) {
		float[] vectors = new float[COUNT * dimension];
		for (int row = 0; row < COUNT; row++) {
			fill(rows, vectors, row, dimension);
		}
		// Ids that fall while rows rise, so that ties are told apart by ids alone.
		long[] ids = LongStream.range(0, COUNT).map((row) -> 2 * (COUNT - row)).toArray();
		try (FaissIndex index = new FaissIndex(dimension)) {
			index.add(ids, vectors);
			for (int i = 0; i < 3; i++) {
				float[] query = new float[dimension];
				fill(queries, query, 0, dimension);
				double[] flat = flat(index, ids, vectors, query);
				for (int k : new int[] { 1, 10, COUNT }) {
					Neighbors found = index.search(query, k);
					long[] expected = IntStream.range(0, COUNT)
						.boxed()
						.sorted(Comparator.comparingDouble((Integer row) -> -flat[row])
							.thenComparing((row) -> ids[row]))
						.limit(k)
						.mapToLong((row) -> ids[row])
						.toArray();
					assertThat(found.ids()).as("%s, dimension %d, k %d", rows, dimension, k).containsExactly(expected);
				}
			}
		}
	}

	/**
	 * The score of each row by itself, where there is nothing to leave out; checked
	 * against a sum in double.
	 */
	private static double[] flat(FaissIndex index, long[] ids, float[] vectors, float[] query) {
		int dimension = query.length;
		double[] flat = new double[ids.length];
		for (int row = 0; row < ids.length; row++) {
			float[] vector = Arrays.copyOfRange(vectors, row * dimension, (row + 1) * dimension);
			flat[row] = index.search(query, 1, new long[] { ids[row] }).scores()[0] + 0.0;
			double exact = sum(dimension, (i) -> (double) vector[i] * query[i]);
			double most = sum(dimension, (i) -> Math.abs((double) vector[i] * query[i]));
			assertThat(Math.abs(flat[row] - exact)).isLessThanOrEqualTo(1e-6 * dimension * most + 1e-40);
		}
		return flat;
	}

	private static double sum(int dimension, IntToDoubleFunction each) {
		return IntStream.range(0, dimension).mapToDouble(each).sum();
	}

	private void fill(Trap trap, float[] vectors, int row, int dimension) {
		for (int i = 0; i < dimension; i++) {
			vectors[row * dimension + i] = (float) trap.maker.make(this.random, i, row);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 1_500, 1_999 })
	void findsWhatAFlatScanFindsAmongSomeIdsAndAfterRemovals(int count) {
		int dimension = 32;
		float[] vectors = new float[COUNT * dimension];
		for (int row = 0; row < COUNT; row++) {
			fill(Trap.NEAR_DUPLICATES, vectors, row, dimension);
		}
		long[] ids = LongStream.range(0, COUNT).toArray();
		long[] chosen = this.random.longs(0, COUNT).distinct().limit(count).toArray();
		long[] others = LongStream.range(0, COUNT)
			.filter((id) -> Arrays.stream(chosen).noneMatch((c) -> c == id))
			.toArray();
		try (FaissIndex index = new FaissIndex(dimension)) {
			index.add(ids, vectors);
			float[] query = new float[dimension];
			fill(Trap.NEAR_DUPLICATES, query, 0, dimension);
			long[] twice = LongStream.concat(LongStream.of(chosen), LongStream.of(chosen)).toArray();
			Neighbors among = index.search(query, 50, twice);
			index.remove(others);
			Neighbors left = index.search(query, 50);
			assertThat(among.ids()).hasSize(Math.min(50, count)).containsExactly(left.ids());
			assertThat(among.scores()).containsExactly(left.scores());
		}
	}

	@Test
	void ordersEqualScoresByIdWhereverTheyLie() {
		try (FaissIndex index = new FaissIndex(4)) {
			for (long id = 5_000; id > 0; id--) {
				index.add(new long[] { id }, new float[] { 1, 0, 0, 0 });
			}
			assertThat(index.search(new float[] { 1, 0, 0, 0 }, 5).ids()).containsExactly(1, 2, 3, 4, 5);
		}
	}

	@FunctionalInterface
	private interface Maker {

		double make(Random random, int i, int row);

	}

}
