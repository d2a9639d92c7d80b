package dev.aura.bus.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Models behind other servers, which are ours here and listen on loopback. */
class ModelServersTest {

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Each word is a direction of its own. */
	private static final List<String> WORDS = List.of("apple", "pear", "car", "train", "rain", "snow", "dimension");

	private final MockWebServer server = new MockWebServer();

	private final List<JsonNode> embedded = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile int status = 200;

	private volatile boolean hangs;

	private final AtomicInteger hanging = new AtomicInteger();

	private final CountDownLatch released = new CountDownLatch(1);

	@TempDir
	private Path directory;

	@BeforeEach
	void listen() throws IOException {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
				return answer(request);
			}
		});
		this.server.start(InetAddress.getByName("127.0.0.1"), 0);
	}

	@AfterEach
	void stop() {
		this.hangs = false;
		this.released.countDown();
		this.server.close();
	}

	private MockResponse answer(RecordedRequest request) throws InterruptedException {
		if (this.hangs) {
			this.hanging.incrementAndGet();
			this.released.await();
		}
		if (this.status != 200) {
			return new MockResponse.Builder().code(this.status).body("secret-key is wrong").build();
		}
		if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			return new MockResponse.Builder().code(429).setHeader("Retry-After", "0").build();
		}
		JsonNode body = json.readTree(request.getBody().utf8());
		return request.getTarget().endsWith("/rerank") ? reranked(body) : embeddings(body);
	}

	private MockResponse embeddings(JsonNode body) {
		this.embedded.add(body);
		List<Map<String, Object>> data = new ArrayList<>();
		for (int i = body.path("input").size() - 1; i >= 0; i--) {
			String text = body.path("input").get(i).asString();
			data.add(Map.of("index", i, "embedding",
					WORDS.stream()
						.map((word) -> text.toLowerCase(java.util.Locale.ROOT).contains(word) ? 3.0 : 0.1)
						.toList()));
		}
		return json(Map.of("data", data));
	}

	/** The longest text first, by logits as some servers answer them. */
	private static MockResponse reranked(JsonNode body) {
		List<Map<String, Object>> results = new ArrayList<>();
		for (int i = 0; i < body.path("documents").size(); i++) {
			results.add(Map.of("index", i, "relevance_score",
					body.path("documents").get(i).asString().length() / 10.0 - 5));
		}
		Collections.reverse(results);
		return json(Map.of("results", results));
	}

	private static MockResponse json(Object value) {
		return new MockResponse.Builder().setHeader("Content-Type", "application/json")
			.body(json.writeValueAsString(value))
			.build();
	}

	private String[] embeddingSettings() {
		return new String[] { "aura.memory.embedding.server.url=" + this.server.url("/v1/embeddings"),
				"aura.memory.embedding.server.model=words", "aura.memory.embedding.server.api-key=secret-key",
				"aura.memory.embedding.query-prefix=query: ", "aura.memory.embedding.document-prefix=passage: " };
	}

	@Test
	void embedsByAServerOfTheOpenAiKind() throws Exception {
		try (TestBus bus = TestBus.start(this.directory, embeddingSettings())) {
			Memories facts = new Memories(bus, "a");
			facts.add("An apple a day.");
			facts.add("The train is late.");
			assertThat(facts.texts("apple", Map.of("mode", "dense")).getFirst()).contains("apple");
			JsonNode stats = TestBus.json(bus.get("/memory/stats"));
			assertThat(stats.path("dimension").asInt()).isEqualTo(WORDS.size());
			assertThat(stats.path("model").asString()).startsWith("words");
			assertThat(this.embedded.toString()).contains("passage: An apple a day.", "query: apple");
			assertThat(this.server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer secret-key");
			int calls = this.embedded.size();
			facts.add("An apple a day.", Map.of("duplicates", "keep"));
			facts.texts("apple", Map.of("mode", "dense"));
			assertThat(this.embedded).as("what is repeated is remembered").hasSize(calls);
			StringBuilder text = new StringBuilder();
			for (int i = 0; i < 2_500; i++) {
				text.append("Sentence ").append(i).append(" about the rain and number ").append(i * 3).append(". ");
			}
			int chunks = facts.add(text.toString(), Map.of()).path("chunks").asInt();
			assertThat(chunks).isGreaterThan(40);
			assertThat(this.embedded.size() - calls).as("batched").isLessThanOrEqualTo(chunks / 32 + 1);
			this.failures.set(2);
			facts.add("Snow falls.");
			assertThat(facts.texts("snow", Map.of("mode", "dense", "k", 1))).containsExactly("Snow falls.");
		}
	}

	@Test
	void answersByWordsWhileTheServerDoesNot() {
		try (TestBus bus = TestBus.start(this.directory, embeddingSettings())) {
			Memories facts = new Memories(bus, "a");
			facts.add("An apple a day.");
			facts.hits("apple", Map.of());
			this.status = 401;
			assertThat(facts.texts("day", Map.of("mode", "lexical"))).hasSize(1);
			JsonNode answer = facts.post("/memory/query", facts.with(Map.of("query", "a new day"), Map.of()));
			assertThat(answer.path("results").size()).isEqualTo(1);
			assertThat(answer.path("degraded").asString()).contains("embedding server answers 401", "words alone");
			for (Map<String, Object> body : List.of(facts.with(Map.of("text", "A pear."), Map.of()),
					facts.with(Map.of("query", "pears of today", "mode", "dense"), Map.of()))) {
				var response = bus.post(body.containsKey("text") ? "/memory/add" : "/memory/query", body);
				assertThat(response.statusCode()).isEqualTo(503);
				assertThat(response.body()).contains("embedding server answers 401").doesNotContain("secret-key");
			}
			this.status = 200;
			facts.add("A pear.");
			assertThat(facts.everything("pear")).hasSize(2);
		}
	}

	@Test
	void embedsAgainInTheBackgroundWhenTheModelChanges() throws InterruptedException {
		List<String> ids = new ArrayList<>();
		try (TestBus bus = TestBus.start(this.directory)) {
			Memories facts = new Memories(bus, "a");
			for (int i = 0; i < 5; i++) {
				ids.add(facts.add("The " + WORDS.get(i) + " has number " + i + "."));
			}
		}
		this.status = 503;
		try (TestBus bus = TestBus.start(this.directory,
				"aura.memory.embedding.server.url=" + this.server.url("/v1/embeddings"),
				"aura.memory.embedding.server.model=words")) {
			Memories facts = new Memories(bus, "a");
			assertThat(facts.texts("train", Map.of("mode", "lexical"))).as("words need no model").hasSize(1);
			this.status = 200;
			long deadline = System.nanoTime() + 60_000_000_000L;
			while (facts.texts("car", Map.of("mode", "dense")).size() < 5) {
				assertThat(System.nanoTime()).isLessThan(deadline);
				Thread.sleep(50);
			}
			assertThat(facts.hits("train", Map.of("mode", "dense")).getFirst().path("id").asString())
				.isEqualTo(ids.get(3));
			assertThat(facts.texts("train", Map.of("mode", "lexical"))).hasSize(1);
			assertThat(facts.post("/memory/query", facts.with(Map.of("query", "train"), Map.of())).has("degraded"))
				.isFalse();
			assertThat(TestBus.json(bus.get("/memory/stats")).path("pending").asInt()).isZero();
		}
	}

	@Test
	void letsTheRerankerHaveTheLastWord() {
		try (TestBus bus = TestBus.start(this.directory, "aura.memory.rerank.url=" + this.server.url("/rerank"),
				"aura.memory.rerank.model=judge")) {
			Memories facts = new Memories(bus, "a");
			facts.add("The apple is red.");
			String longest = facts
				.add("The apple is red, the pear is green, and neither of them is for sale to anyone today.");
			JsonNode best = facts.hits("The apple is red", Map.of()).getFirst();
			assertThat(best.path("id").asString()).isEqualTo(longest);
			assertThat(best.path("score").asDouble()).isBetween(0.0, 1.0);
			assertThat(facts.texts("The apple is red", Map.of("rerank", false)).getFirst())
				.isEqualTo("The apple is red.");
			this.status = 400;
			Map<String, Object> query = new HashMap<>(facts.with(Map.of("query", "The apple is red"), Map.of()));
			JsonNode answer = facts.post("/memory/query", query);
			assertThat(answer.path("results").get(0).path("text").asString()).isEqualTo("The apple is red.");
			assertThat(answer.path("degraded").asString()).contains("reranker answers 400");
		}
	}

	@Test
	void answersWithoutARerankerThatHangsAndKeepsNobodyElseWaiting() throws Exception {
		try (TestBus bus = TestBus.start(this.directory, "aura.memory.model-patience=4s",
				"aura.memory.rerank.url=" + this.server.url("/rerank"), "aura.memory.rerank.model=judge");
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			Memories facts = new Memories(bus, "a");
			facts.add("The apple is red.");
			this.hangs = true;
			List<Future<JsonNode>> queries = asked(facts, callers);
			assertThat(facts.texts("apple", Map.of("rerank", false))).containsExactly("The apple is red.");
			facts.add("The pear is green.");
			assertThat(queries).noneMatch(Future::isDone);
			for (Future<JsonNode> query : queries) {
				assertThat(query.get().path("results").size()).isPositive();
				assertThat(query.get().path("degraded").asString()).startsWith("The reranker does not answer within 4");
			}
		}
	}

	@Test
	void answersByWordsWhileAnEmbeddingServerHangsAndKeepsNobodyElseWaiting() throws Exception {
		String[] settings = Stream.concat(Stream.of(embeddingSettings()), Stream.of("aura.memory.model-patience=4s"))
			.toArray(String[]::new);
		try (TestBus bus = TestBus.start(this.directory, settings);
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			Memories facts = new Memories(bus, "a");
			String id = facts.add("The apple is red.");
			facts.add("The pear is green.");
			facts.hits("apple", Map.of());
			this.hangs = true;
			List<Future<JsonNode>> queries = asked(facts, callers);
			Future<HttpResponse<String>> dense = callers.submit(() -> bus.post("/memory/query",
					facts.with(Map.of("query", "Is it red?", "mode", "dense"), Map.of())));
			Future<JsonNode> stuck = callers.submit(() -> facts.add("Its embedding is never made.", Map.of()));
			BusProcess.eventually(() -> this.hanging.get() > queries.size() + 1);
			assertThat(facts.texts("apple", Map.of("mode", "lexical"))).containsExactly("The apple is red.");
			assertThat(facts.add("The apple is red.", Map.of()).has("known")).isTrue();
			assertThat(TestBus.json(bus.get("/memory/stats")).path("entries").asInt()).isEqualTo(2);
			assertThat(bus.delete("/memory/" + id).statusCode()).isEqualTo(200);
			assertThat(queries).noneMatch(Future::isDone);
			for (Future<JsonNode> query : queries) {
				assertThat(query.get().path("degraded").asString())
					.startsWith("The embedding server does not answer within 4")
					.contains("words alone");
			}
			assertThat(dense.get().statusCode()).isEqualTo(504);
			this.hangs = false;
			this.released.countDown();
			assertThat(stuck.get().has("known")).isFalse();
		}
	}

	/** Queries of many callers, which the server has by now. */
	private List<Future<JsonNode>> asked(Memories facts, ExecutorService callers) throws InterruptedException {
		List<Future<JsonNode>> queries = new ArrayList<>();
		for (int i = 0; i < 3 * Opening.READERS; i++) {
			Map<String, Object> query = facts.with(Map.of("query", "Which apple is red, number " + i + "?"), Map.of());
			queries.add(callers.submit(() -> facts.post("/memory/query", query)));
		}
		BusProcess.eventually(() -> this.hanging.get() == queries.size());
		return queries;
	}

}
