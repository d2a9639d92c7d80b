package dev.aura.faiss;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealedSearchTest {

	private static final int DIMENSION = 32;

	private static final int COUNT = 20_000;

	private final Random random = new Random(20_261_124);

	private final float[] vectors = vectors(this.random, COUNT, DIMENSION);

	/**
	 * Unit vectors around a hundred centres, for real embeddings are not spread evenly.
	 */
	static float[] vectors(Random random, int count, int dimension) {
		float[] vectors = new float[count * dimension];
		for (int row = 0; row < count; row++) {
			Random centre = new Random(row % 100);
			double square = 0;
			for (int i = 0; i < dimension; i++) {
				double value = centre.nextGaussian() + .7 * random.nextGaussian();
				vectors[row * dimension + i] = (float) value;
				square += value * value;
			}
			for (int i = 0; i < dimension; i++) {
				vectors[row * dimension + i] /= (float) Math.sqrt(square);
			}
		}
		return vectors;
	}

	@Test
	void findsNearlyAllThatAnExactSearchFinds() {
		try (FaissIndex index = sealed()) {
			assertThat(index.sealed()).isEqualTo(COUNT);
			assertThat(index.wantsSeal()).isFalse();
			assertThat(recall(index)).isGreaterThan(.95);
			for (Neighbors found : index.searchAll(queries(5), 10)) {
				assertThat(found.count()).isEqualTo(10);
			}
		}
	}

	@Test
	void wantsToBeSealedWhenItHasGrown() {
		try (FaissIndex index = new FaissIndex(DIMENSION)) {
			index.add(ids(0, 7_999), Arrays.copyOf(this.vectors, 7_999 * DIMENSION));
			assertThat(index.wantsSeal()).isFalse();
			index.add(ids(7_999, 8_000), vector(7_999));
			assertThat(index.wantsSeal()).isTrue();
			seal(index);
			assertThat(index.wantsSeal()).isFalse();
			index.add(ids(8_000, 16_249), Arrays.copyOf(this.vectors, 8_249 * DIMENSION));
			assertThat(index.wantsSeal()).isFalse();
			index.add(ids(16_249, 16_250), vector(16_249));
			assertThat(index.wantsSeal()).isTrue();
		}
	}

	@Test
	void findsWhatWasAddedAndNothingThatWasRemovedSince() {
		try (FaissIndex index = sealed()) {
			float[] query = queries(1);
			// All that is near, so that nothing of it may hide what is left.
			long[] nearest = index.searchExactly(query, 2_000).ids();
			index.remove(nearest);
			index.add(new long[] { 1_000_000 }, query);
			Neighbors found = index.search(query, 20);
			assertThat(found.ids()).startsWith(1_000_000).hasSize(20).doesNotContain(nearest);
			assertThat(found.ids()).containsExactly(index.searchExactly(query, 20).ids());
			assertThat(index.total()).isEqualTo(COUNT - 2_000 + 1);
		}
	}

	@Test
	void wantsToBeSealedAgainWhenAFifthIsDead() {
		try (FaissIndex index = sealed()) {
			index.remove(ids(0, COUNT / 5 - 1));
			assertThat(index.wantsSeal()).isFalse();
			long before = index.bytes();
			index.remove(ids(COUNT / 5 - 1, COUNT / 5));
			assertThat(index.wantsSeal()).isTrue();
			seal(index);
			assertThat(index.wantsSeal()).isFalse();
			assertThat(index.sealed()).isEqualTo(COUNT - COUNT / 5);
			assertThat(index.bytes()).isLessThan(before * 9 / 10);
			assertThat(recall(index)).isGreaterThan(.95);
		}
	}

	@Test
	void keepsAnsweringRightWhileItIsSealed() throws Exception {
		AtomicBoolean sealed = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(3);
		try (FaissIndex index = filled()) {
			float[] mark = queries(1);
			Callable<Long> adder = () -> {
				long id = 2_000_000;
				while (!sealed.get()) {
					index.add(new long[] { id }, mark);
					assertThat(index.search(mark, 3).ids()).contains(id);
					assertThat(index.remove(new long[] { id, id - 2_000_000 })).isPositive();
					assertThat(index.search(mark, 3).ids()).doesNotContain(id);
					assertThat(index.search(vector((int) id - 2_000_000), 3).ids()).doesNotContain(id - 2_000_000);
					id++;
				}
				return id - 2_000_000;
			};
			Future<Long> changes = threads.submit(adder);
			for (int round = 0; round < 3; round++) {
				seal(index);
			}
			sealed.set(true);
			long rounds = changes.get();
			assertThat(rounds).isPositive();
			assertThat(index.total()).isEqualTo(COUNT - rounds);
			Set<Long> all = LongStream.of(index.searchExactly(mark, COUNT).ids()).boxed().collect(Collectors.toSet());
			assertThat(all).hasSize((int) (COUNT - rounds)).allMatch((id) -> id >= rounds && id < COUNT);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void isReadAsItWasWritten(@TempDir Path directory) {
		Path path = directory.resolve("index");
		try (FaissIndex index = sealed()) {
			index.remove(ids(100, 200));
			index.add(ids(COUNT, COUNT + 50), vectors(this.random, 50, DIMENSION));
			index.remove(ids(COUNT, COUNT + 10));
			try (IndexFile file = IndexFile.create(path); IndexSnapshot snapshot = index.snapshot()) {
				snapshot.write(file);
				file.finish();
			}
			try (IndexFile file = IndexFile.open(path); FaissIndex read = FaissIndex.read(file)) {
				file.finish();
				assertThat(read.total()).isEqualTo(index.total());
				assertThat(read.sealed()).isEqualTo(COUNT);
				float[] queries = queries(20);
				List<Neighbors> expected = index.searchAll(queries, 10);
				List<Neighbors> found = read.searchAll(queries, 10);
				for (int i = 0; i < 20; i++) {
					assertThat(found.get(i).ids()).containsExactly(expected.get(i).ids());
				}
			}
		}
	}

	@Test
	void goesOnWithItsGraphWhenItGrows() {
		try (FaissIndex index = sealed()) {
			index.remove(ids(0, 1_000));
			index.add(ids(COUNT, COUNT + 10_000), vectors(this.random, 10_000, DIMENSION));
			index.remove(ids(COUNT, COUNT + 1_000));
			seal(index);
			assertThat(index.sealed()).as("the few dead stay where they are").isEqualTo(COUNT + 10_000);
			assertThat(index.total()).isEqualTo(COUNT + 10_000 - 2_000);
			assertThat(recall(index)).isGreaterThan(.95);
			Neighbors all = index.searchExactly(queries(1), COUNT + 10_000);
			assertThat(all.ids()).hasSize(COUNT + 8_000);
			assertThat(LongStream.of(all.ids())).allMatch((id) -> id >= 1_000 && (id < COUNT || id >= COUNT + 1_000));
			assertThat(index.remove(ids(COUNT + 9_999, COUNT + 10_000))).isOne();
			assertThat(index.search(queries(1), 50).ids()).doesNotContain(COUNT + 9_999);
		}
	}

	@Test
	void sealsVectorsOfAnyLength() {
		try (FaissIndex index = new FaissIndex(5)) {
			index.add(ids(0, 10_000), vectors(this.random, 10_000, 5));
			seal(index);
			assertThat(index.sealed()).isEqualTo(10_000);
			float[] query = vectors(this.random, 1, 5);
			Set<Long> exact = LongStream.of(index.searchExactly(query, 100).ids()).boxed().collect(Collectors.toSet());
			assertThat(LongStream.of(index.search(query, 100).ids()).filter(exact::contains).count())
				.isGreaterThanOrEqualTo(95);
		}
	}

	@Test
	void findsWhatIsFarFromAHeapOfEqualVectors() {
		try (FaissIndex index = new FaissIndex(DIMENSION)) {
			index.add(ids(0, 10_000), Arrays.copyOf(this.vectors, 10_000 * DIMENSION));
			float[] equal = new float[5_000 * DIMENSION];
			for (int row = 0; row < 5_000; row++) {
				System.arraycopy(this.vectors, 0, equal, row * DIMENSION, DIMENSION);
			}
			index.add(ids(10_000, 15_000), equal);
			seal(index);
			for (float score : index.search(vector(0), 10).scores()) {
				assertThat(score).isGreaterThan(.999f);
			}
			assertThat(recall(index)).isGreaterThan(.95);
		}
	}

	@Test
	void endsSoonWhenItIsCancelled() {
		try (FaissIndex index = filled()) {
			index.cancel();
			long start = System.nanoTime();
			assertThatThrownBy(() -> seal(index)).isInstanceOf(FaissException.class).hasMessageContaining("cancelled");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(index.sealed()).isZero();
			assertThat(index.search(vector(7), 1).ids()).containsExactly(7);
		}
	}

	private double recall(FaissIndex index) {
		float[] queries = queries(100);
		int found = 0;
		for (int i = 0; i < 100; i++) {
			float[] query = Arrays.copyOfRange(queries, i * DIMENSION, (i + 1) * DIMENSION);
			Set<Long> expected = LongStream.of(index.searchExactly(query, 10).ids())
				.boxed()
				.collect(Collectors.toSet());
			List<Long> ids = new ArrayList<>(LongStream.of(index.search(query, 10).ids()).boxed().toList());
			ids.retainAll(expected);
			found += ids.size();
		}
		return found / 1_000.0;
	}

	private FaissIndex sealed() {
		FaissIndex index = filled();
		seal(index);
		return index;
	}

	private FaissIndex filled() {
		FaissIndex index = new FaissIndex(DIMENSION);
		index.add(ids(0, COUNT), this.vectors);
		return index;
	}

	private static void seal(FaissIndex index) {
		try (IndexSnapshot snapshot = index.snapshot()) {
			snapshot.seal();
		}
	}

	private float[] queries(int count) {
		return vectors(this.random, count, DIMENSION);
	}

	private float[] vector(int row) {
		return Arrays.copyOfRange(this.vectors, row * DIMENSION, (row + 1) * DIMENSION);
	}

	private static long[] ids(long from, long to) {
		return LongStream.range(from, to).toArray();
	}

}
