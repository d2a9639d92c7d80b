package dev.aura.bus.memory;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MemoryDurabilityTest {

	@TempDir
	private Path directory;

	@Test
	void keepsEverythingOverARestart() {
		List<String> ids = new ArrayList<>();
		try (TestBus bus = TestBus.start(this.directory)) {
			for (int i = 0; i < 10; i++) {
				ids.add(add(bus, "Fact " + i + " about volcanoes."));
			}
			assertThat(bus.delete("/memory/" + ids.getLast()).statusCode()).isEqualTo(200);
			assertThat(bus.delete("/memory/" + ids.getFirst()).statusCode()).isEqualTo(200);
		}
		try (TestBus bus = TestBus.start(this.directory)) {
			for (String mode : List.of("dense", "lexical", "hybrid")) {
				assertThat(found(bus, "volcanoes", mode, 50)).containsExactlyInAnyOrderElementsOf(ids.subList(1, 9));
			}
			String next = add(bus, "A fact about glaciers.");
			assertThat(ids).doesNotContain(next);
			assertThat(found(bus, "glaciers", "dense", 50)).startsWith(next).hasSize(9);
		}
	}

	@Test
	void keepsWhatWasAnsweredWhenItIsKilled(@TempDir Path after) throws IOException {
		try (TestBus bus = TestBus.start(this.directory)) {
			String kept = add(bus, "The spare key is under the flower pot.");
			String gone = add(bus, "The spare key is behind the mirror.");
			bus.delete("/memory/" + gone);
			// What the disk holds while the bus still runs is what a kill would leave.
			Path home = Files.createDirectories(after.resolve("home/memory"));
			for (String file : List.of("memory.db", "memory.db-wal")) {
				Files.copy(bus.home().resolve("memory").resolve(file), home.resolve(file));
			}
			try (TestBus next = TestBus.start(after)) {
				for (String mode : List.of("dense", "lexical")) {
					assertThat(found(next, "Where is the spare key?", mode, 10)).containsExactly(kept);
				}
			}
		}
	}

	@Test
	void sharesOneHomeBetweenTwoBuses() {
		try (TestBus one = TestBus.start(this.directory); TestBus other = TestBus.start(this.directory)) {
			String first = add(one, "Bees dance to tell where flowers are.");
			String second = add(other, "Bats listen to the echo of their calls.");
			for (TestBus bus : List.of(one, other)) {
				assertThat(found(bus, "animals", "dense", 10)).containsExactlyInAnyOrder(first, second);
			}
			assertThat(other.delete("/memory/" + first).statusCode()).isEqualTo(200);
			for (TestBus bus : List.of(one, other)) {
				assertThat(found(bus, "animals", "dense", 10)).containsExactly(second);
			}
		}
	}

	@Test
	void embedsAgainWhatAnotherModelLeft() throws SQLException, InterruptedException {
		List<String> ids = new ArrayList<>();
		try (TestBus bus = TestBus.start(this.directory)) {
			for (int i = 0; i < 70; i++) {
				ids.add(add(bus, "Object " + i + " is made of " + ((i == 69) ? "gold." : "wood.")));
			}
		}
		change("INSERT INTO spaces VALUES (99, 'another-model', 3, 1)",
				"UPDATE entries SET space = 99, embedding = x'000000000000000000000000'");
		try (TestBus bus = TestBus.start(this.directory)) {
			assertThat(found(bus, "gold", "lexical", 200)).containsExactly(ids.getLast());
			long deadline = System.nanoTime() + 60_000_000_000L;
			while (TestBus.json(bus.get("/memory/stats")).path("pending").asInt() > 0
					|| found(bus, "things", "dense", 200).size() < 70) {
				assertThat(System.nanoTime()).isLessThan(deadline);
				Thread.sleep(50);
			}
			assertThat(found(bus, "Which thing is of a precious metal?", "dense", 1)).containsExactly(ids.getLast());
			assertThat(found(bus, "things", "dense", 200)).hasSize(70);
		}
	}

	@Test
	void findsWhatBruteForceOverTheStoreFinds() throws SQLException {
		try (TestBus bus = TestBus.start(this.directory)) {
			for (int i = 0; i < 40; i++) {
				String id = add(bus,
						"Item " + i + " of " + List.of("music", "sport", "history", "cooking").get(i % 4) + ".");
				if (i % 5 == 0) {
					bus.delete("/memory/" + id);
				}
			}
			String query = "cooking a meal while music plays";
			List<JsonNode> hits = hits(bus, query, "dense", 10);
			List<Map.Entry<String, Double>> expected = bruteForce(BgeSmall.shared().query(query));
			assertThat(expected).hasSize(32);
			for (int i = 0; i < 10; i++) {
				assertThat(hits.get(i).path("id").asString()).isEqualTo(expected.get(i).getKey());
				assertThat(hits.get(i).path("score").asDouble()).isCloseTo(expected.get(i).getValue(), within(1e-5));
			}
		}
	}

	@Test
	void showsEveryClientItsOwnWritesAtOnce() throws Exception {
		int clients = 16;
		try (TestBus bus = TestBus.start(this.directory);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int client = 0; client < clients; client++) {
				String name = "client" + client;
				tasks.add(() -> {
					for (int round = 0; round < 5; round++) {
						addsFindsAndDeletes(bus, name, round);
					}
					return null;
				});
			}
			for (Future<Void> task : threads.invokeAll(tasks)) {
				task.get();
			}
			JsonNode stats = TestBus.json(bus.get("/memory/stats"));
			assertThat(stats.path("entries").asInt()).isEqualTo(clients * 5);
		}
	}

	private static void addsFindsAndDeletes(TestBus bus, String name, int round) {
		String kept = add(bus, "Report %d of %s says the harvest was good.".formatted(round, name));
		String gone = add(bus, "Draft %d of %s says the harvest was bad.".formatted(round, name));
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			assertThat(found(bus, "harvest in report and draft of " + name, mode, 200)).contains(kept, gone);
		}
		assertThat(bus.delete("/memory/" + gone).statusCode()).isEqualTo(200);
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			assertThat(found(bus, "harvest in report and draft of " + name, mode, 200)).contains(kept)
				.doesNotContain(gone);
		}
	}

	@Test
	void refusesATextAboveTheLimit() {
		try (TestBus bus = TestBus.start(this.directory, "aura.memory.max-text=1KB")) {
			assertThat(bus.post("/memory/add", Map.of("text", "ä".repeat(512))).statusCode()).isEqualTo(200);
			HttpResponse<String> response = bus.post("/memory/add", Map.of("text", "ä".repeat(513)));
			assertThat(response.statusCode()).isEqualTo(413);
			assertThat(response.body()).contains("text: 1026 bytes (expected: at most 1024)");
		}
	}

	@Test
	void staysOutOfTheWayWhenItsFileIsDamaged() throws IOException {
		Path file = Files.createDirectories(this.directory.resolve("home/memory")).resolve("memory.db");
		Files.writeString(file, "this is not a database, and long enough to be looked at".repeat(100));
		try (TestBus bus = TestBus.start(this.directory)) {
			for (HttpResponse<String> response : List.of(bus.post("/memory/add", Map.of("text", "a")),
					bus.post("/memory/query", Map.of("query", "a")), bus.delete("/memory/1"),
					bus.get("/memory/stats"))) {
				assertThat(response.statusCode()).isEqualTo(503);
				assertThat(response.body()).doesNotContain(this.directory.toString(), "Exception");
			}
			HttpResponse<String> health = bus.get("/actuator/health");
			assertThat(TestBus.json(health).path("status").asString()).isEqualTo("UP");
			assertThat(TestBus.json(health).path("components").path("memory").path("status").asString())
				.isEqualTo("DEGRADED");
			assertThat(health.body()).doesNotContain(this.directory.resolve("home").toString());
		}
		assertThat(file).content().startsWith("this is not a database");
	}

	private void change(String... statements) throws SQLException {
		try (Connection connection = database(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.executeUpdate(sql);
			}
		}
	}

	private Connection database() throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + this.directory.resolve("home/memory/memory.db"));
	}

	private List<Map.Entry<String, Double>> bruteForce(float[] query) throws SQLException {
		Map<String, Double> products = new HashMap<>();
		try (Connection connection = database();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT id, embedding FROM entries")) {
			while (rows.next()) {
				float[] embedding = new float[query.length];
				ByteBuffer.wrap(rows.getBytes(2)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(embedding);
				products.put(rows.getString(1),
						IntStream.range(0, query.length).mapToDouble((i) -> (double) query[i] * embedding[i]).sum());
			}
		}
		return products.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
			.toList();
	}

	private static String add(TestBus bus, String text) {
		HttpResponse<String> response = bus.post("/memory/add", Map.of("text", text));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response).path("ids").get(0).asString();
	}

	private static List<JsonNode> hits(TestBus bus, String query, String mode, int k) {
		HttpResponse<String> response = bus.post("/memory/query", Map.of("query", query, "mode", mode, "k", k));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		Stream<JsonNode> results = StreamSupport.stream(TestBus.json(response).path("results").spliterator(), false);
		return results.toList();
	}

	private static List<String> found(TestBus bus, String query, String mode, int k) {
		return hits(bus, query, mode, k).stream().map((hit) -> hit.path("id").asString()).toList();
	}

}
