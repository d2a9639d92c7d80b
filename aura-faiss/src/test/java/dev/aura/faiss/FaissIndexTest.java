package dev.aura.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

class FaissIndexTest {

	private static final int DIMENSION = 48;

	private static final int COUNT = 1_000;

	private final Random random = new Random(20_261_122);

	/** Ids with gaps, so that an id is never mistaken for a row. */
	private final long[] ids = LongStream.range(0, COUNT).map((i) -> 7 + 3 * i).toArray();

	private final float[] vectors = floats(COUNT * DIMENSION);

	@Test
	void findsWhatBruteForceFinds() {
		try (FaissIndex index = filled()) {
			assertThat(index.total()).isEqualTo(COUNT);
			assertThat(index.dimension()).isEqualTo(DIMENSION);
			for (int k : new int[] { 1, 10, 300, COUNT }) {
				float[] query = floats(DIMENSION);
				Neighbors found = index.search(query, k);
				assertSame(found, bruteForce(query, k, (id) -> true));
				for (int i = 0; i < k; i++) {
					assertThat((double) found.scores()[i]).isCloseTo(product(found.ids()[i], query), within(1e-3));
				}
			}
		}
	}

	@Test
	void findsWhatBruteForceFindsAmongSomeIds() {
		try (FaissIndex index = filled()) {
			long[] among = LongStream.of(this.ids).filter((id) -> id % 5 == 0).toArray();
			for (int i = 0; i < 20; i++) {
				float[] query = floats(DIMENSION);
				assertSame(index.search(query, 10, among), bruteForce(query, 10, (id) -> id % 5 == 0));
			}
			assertThat(index.search(floats(DIMENSION), 5_000, among).ids()).containsExactlyInAnyOrder(among);
			assertThat(index.search(floats(DIMENSION), 10, new long[] { 1, 2, Long.MAX_VALUE }).count()).isZero();
			assertThat(index.search(floats(DIMENSION), 10, new long[0]).count()).isZero();
		}
	}

	@Test
	void findsNothingThatWasRemoved() {
		try (FaissIndex index = filled()) {
			long[] gone = LongStream.of(this.ids).filter((id) -> id % 4 == 0).toArray();
			assertThat(index.remove(gone)).isEqualTo(gone.length);
			assertThat(index.remove(gone)).isZero();
			assertThat(index.total()).isEqualTo(COUNT - gone.length);
			float[] query = floats(DIMENSION);
			assertSame(index.search(query, COUNT), bruteForce(query, COUNT, (id) -> id % 4 != 0));
		}
	}

	@Test
	void addsAfterARemoval() {
		try (FaissIndex index = filled()) {
			index.remove(this.ids);
			assertThat(index.search(floats(DIMENSION), 3).count()).isZero();
			float[] vector = floats(DIMENSION);
			index.add(new long[] { 42 }, vector);
			assertThat(index.search(vector, 3).ids()).containsExactly(42);
		}
	}

	@Test
	void returnsAtMostWhatThereIs() {
		try (FaissIndex index = new FaissIndex(2)) {
			assertThat(index.search(new float[] { 1, 0 }, Integer.MAX_VALUE).count()).isZero();
			index.add(new long[] { 5, 0 }, new float[] { 1, 0, 0, 1 });
			index.add(new long[0], new float[0]);
			Neighbors found = index.search(new float[] { .6f, .8f }, Integer.MAX_VALUE);
			assertThat(found.ids()).containsExactly(0, 5);
			assertThat(found.scores()).containsExactly(.8f, .6f);
		}
	}

	@Test
	void replacesTheVectorOfAnIdThatIsThere() {
		try (FaissIndex index = filled()) {
			float[] vector = new float[DIMENSION];
			vector[0] = 1_000;
			index.add(new long[] { 7 }, vector);
			assertThat(index.total()).isEqualTo(COUNT);
			vector[0] = 1;
			assertThat(index.search(vector, COUNT).ids()).startsWith(7).doesNotHaveDuplicates().hasSize(COUNT);
			assertThat(index.remove(new long[] { 7 })).isEqualTo(1);
			assertThat(index.search(vector, COUNT).ids()).doesNotContain(7).hasSize(COUNT - 1);
		}
	}

	@Test
	void findsTheSameForManyQueriesAtOnce() {
		try (FaissIndex index = filled()) {
			float[] queries = floats(7 * DIMENSION);
			List<Neighbors> all = index.searchAll(queries, 10);
			assertThat(all).hasSize(7);
			for (int i = 0; i < 7; i++) {
				float[] query = Arrays.copyOfRange(queries, i * DIMENSION, (i + 1) * DIMENSION);
				assertThat(all.get(i).ids()).containsExactly(index.search(query, 10).ids());
			}
			assertThat(index.searchAll(new float[0], 10)).isEmpty();
		}
	}

	static List<Consumer<FaissIndex>> mistakes() {
		float[] vector = new float[DIMENSION];
		float[] withNan = vector.clone();
		withNan[3] = Float.NaN;
		float[] infinite = vector.clone();
		infinite[DIMENSION - 1] = Float.NEGATIVE_INFINITY;
		float[] endless = vector.clone();
		endless[7] = 1e30f;
		return List.of((index) -> index.add(new long[] { 1 }, new float[DIMENSION - 1]),
				(index) -> index.add(new long[] { 1, 2 }, vector), (index) -> index.add(new long[0], vector),
				(index) -> index.add(new long[] { -1 }, vector), (index) -> index.add(new long[] { 1 }, withNan),
				(index) -> index.add(new long[] { 1 }, infinite), (index) -> index.search(withNan, 1),
				(index) -> index.search(infinite, 1, new long[] { 1 }), (index) -> index.search(new float[3], 1),
				(index) -> index.search(new float[3], 1, new long[] { 1 }), (index) -> index.search(vector, 0),
				(index) -> index.search(vector, -1), (index) -> index.add(new long[] { 1 }, endless),
				(index) -> index.search(endless, 1), (index) -> index.searchAll(new float[DIMENSION + 1], 1),
				(index) -> index.search(vector, 0, new long[] { 1 }));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void refusesAMistakeAndStaysAsItWas(Consumer<FaissIndex> mistake) {
		try (FaissIndex index = filled()) {
			assertThatIllegalArgumentException().isThrownBy(() -> mistake.accept(index))
				.withMessageContaining("expected");
			assertThat(index.total()).isEqualTo(COUNT);
		}
	}

	@Test
	void refusesAnImpossibleDimension() {
		for (int dimension : new int[] { 0, -1, FaissIndex.MAX_DIMENSION + 1 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new FaissIndex(dimension));
		}
	}

	@Test
	void refusesEverythingOnceClosed() {
		FaissIndex index = filled();
		index.close();
		index.close();
		assertThatIllegalStateException().isThrownBy(index::total);
		assertThatIllegalStateException().isThrownBy(() -> index.search(new float[DIMENSION], 1));
		assertThatIllegalStateException().isThrownBy(() -> index.search(new float[DIMENSION], 1, this.ids));
		assertThatIllegalStateException().isThrownBy(() -> index.add(new long[] { 1 }, new float[DIMENSION]));
		assertThatIllegalStateException().isThrownBy(() -> index.remove(this.ids));
	}

	@Test
	void searchesRightWhileOthersAddAndRemove() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (FaissIndex index = filled()) {
			// What comes and goes points away from every query, so answers stay the same.
			float[] query = floats(DIMENSION);
			float[] away = new float[DIMENSION];
			IntStream.range(0, DIMENSION).forEach((i) -> away[i] = -100 * query[i]);
			long[] expected = bruteForce(query, 10, (id) -> true);
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				long visitor = 1_000_000 + thread;
				tasks.add((thread % 2 == 0) ? () -> {
					for (int i = 0; i < 200; i++) {
						index.add(new long[] { visitor }, away);
						assertThat(index.remove(new long[] { visitor })).isEqualTo(1);
					}
					return null;
				} : () -> {
					for (int i = 0; i < 200; i++) {
						assertSame(index.search(query, 10), expected);
						assertSame(index.search(query, 10, this.ids), expected);
					}
					return null;
				});
			}
			for (Future<Void> task : threads.invokeAll(tasks)) {
				task.get();
			}
			assertThat(index.total()).isEqualTo(COUNT);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void closeFreesNativeMemory() throws IOException {
		Path status = Path.of("/proc/self/status");
		Assumptions.assumeTrue(Files.exists(status), "needs /proc to see the memory of the process");
		float[] block = new float[10_000 * 384];
		long[] blockIds = LongStream.range(0, 10_000).toArray();
		long before = residentBytes(status);
		for (int i = 0; i < 100; i++) {
			try (FaissIndex index = new FaissIndex(384)) {
				index.add(blockIds, block);
			}
		}
		// 100 indexes of 15 MB came and went.
		assertThat(residentBytes(status) - before).isLessThan(400_000_000);
	}

	private static long residentBytes(Path status) throws IOException {
		String line = Files.readAllLines(status)
			.stream()
			.filter((each) -> each.startsWith("VmRSS"))
			.findFirst()
			.orElseThrow();
		return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
	}

	private FaissIndex filled() {
		FaissIndex index = new FaissIndex(DIMENSION);
		index.add(Arrays.copyOf(this.ids, 300), Arrays.copyOf(this.vectors, 300 * DIMENSION));
		index.add(Arrays.copyOfRange(this.ids, 300, COUNT),
				Arrays.copyOfRange(this.vectors, 300 * DIMENSION, COUNT * DIMENSION));
		return index;
	}

	private float[] floats(int length) {
		float[] floats = new float[length];
		for (int i = 0; i < length; i++) {
			floats[i] = (float) this.random.nextGaussian();
		}
		return floats;
	}

	private double product(long id, float[] query) {
		int row = (int) (id - 7) / 3;
		return IntStream.range(0, DIMENSION).mapToDouble((i) -> query[i] * this.vectors[row * DIMENSION + i]).sum();
	}

	private long[] bruteForce(float[] query, int k, LongPredicate among) {
		return LongStream.of(this.ids)
			.filter(among)
			.boxed()
			.sorted(Comparator.comparingDouble((Long id) -> -product(id, query)))
			.limit(k)
			.mapToLong(Long::longValue)
			.toArray();
	}

	private static void assertSame(Neighbors found, long[] expected) {
		assertThat(found.ids()).containsExactly(expected);
		assertThat(found.scores()).hasSameSizeAs(expected);
	}

}
