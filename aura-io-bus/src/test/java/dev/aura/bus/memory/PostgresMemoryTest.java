package dev.aura.bus.memory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What only a database that is shared has to do. */
class PostgresMemoryTest {

	private static final Space SPACE = new Space("test", 8, 1);

	@Test
	void keepsEverythingOverARestart(@TempDir Path directory) {
		String[] settings = TestPostgres.settings();
		String id;
		try (TestBus bus = TestBus.start(directory, settings)) {
			id = new Memories(bus, "facts").add("The spare key is under the flower pot.");
		}
		try (TestBus bus = TestBus.start(directory, settings)) {
			Memories facts = new Memories(bus, "facts");
			assertThat(facts.everything("Where is the spare key?")).hasSize(1);
			assertThat(facts.add("Another key hangs in the hall.")).isNotEqualTo(id);
		}
	}

	@Test
	void sharesOneDatabaseBetweenBusesWhichAddTheSameThingOnce(@TempDir Path first, @TempDir Path second)
			throws Exception {
		String[] settings = TestPostgres.settings();
		try (TestBus one = TestBus.start(first, settings);
				TestBus other = TestBus.start(second, settings);
				ExecutorService callers = Executors.newFixedThreadPool(4)) {
			List<Future<String>> ids = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				Memories facts = new Memories((i % 2 == 0) ? one : other, "shared");
				String text = "Lighthouse number " + i / 4 + " is lit at dusk.";
				ids.add(callers.submit(() -> facts.add(text)));
			}
			for (Future<String> id : ids) {
				id.get();
			}
			assertThat(new Memories(one, "shared").everything("lighthouse")).hasSize(10);
			String gone = ids.getFirst().get();
			assertThat(other.delete("/memory/" + gone).statusCode()).isEqualTo(200);
			assertThat(new Memories(one, "shared").everything("lighthouse")).hasSize(9);
		}
	}

	@Test
	void findsByItsIndexWhatAnExactSearchFinds() throws SQLException {
		try (PostgresDatabase database = new PostgresDatabase(TestPostgres.server(), 2)) {
			MemoryStore store = MemoryStore.of(database);
			store.space().set(database, SPACE);
			PgVectorSearch exact = PgVectorSearch.open(database, store.space().number(), SPACE.dimension(),
					Long.MAX_VALUE);
			PgVectorSearch indexed = PgVectorSearch.open(database, store.space().number(), SPACE.dimension(), 1);
			Random random = new Random(1);
			List<Entry> entries = IntStream.range(0, 400).mapToObj((i) -> entry("large", i)).toList();
			store.writes().add(entries, entries.stream().map((entry) -> vector(random)).toList());
			store.writes().add(List.of(entry("small", 0)), List.of(vector(random)));
			for (int i = 0; i < 20; i++) {
				float[] query = vector(random);
				Selection all = new Selection("large", null, Condition.NONE);
				assertThat(indexed.search(all, query, 10)).isEqualTo(exact.search(all, query, 10));
				Selection small = new Selection("small", null, Condition.NONE);
				assertThat(indexed.search(small, query, 10)).as("others take no places").hasSize(1);
				Selection odd = new Selection("large", null, FilterReader.read(Map.of("number", Map.of("$gte", 390))));
				assertThat(indexed.search(odd, query, 50)).hasSize(10);
			}
		}
	}

	private static Entry entry(String namespace, int number) {
		return new Entry(0, 0, namespace, null, 0, null, null, "{\"number\":" + number + "}", "Text " + number, 1, 1, 1,
				null, null, null);
	}

	private static float[] vector(Random random) {
		float[] vector = new float[SPACE.dimension()];
		for (int i = 0; i < vector.length; i++) {
			vector[i] = (float) random.nextGaussian();
		}
		return Embeddings.normalized(vector);
	}

}
