package dev.aura.bus.memory;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of an entry between its first and its last day. */
class MemoryLifecycleTest extends MemoryContract {

	private static final JsonMapper json = JsonMapper.builder().build();

	@Test
	void addsTheSameThingOnce() {
		Memories facts = new Memories(bus, "once");
		JsonNode first = facts.add("The Danube flows into the Black Sea.", Map.of("source", "atlas"));
		assertThat(first.has("known")).isFalse();
		for (String again : List.of("The Danube flows into the Black Sea.",
				"  the Danube flows\ninto the Black Sea ")) {
			JsonNode second = facts.add(again, Map.of("source", "atlas"));
			assertThat(second.path("ids")).isEqualTo(first.path("ids"));
			assertThat(second.path("known")).isEqualTo(first.path("ids"));
			assertThat(second.path("chunks").asInt()).isEqualTo(1);
		}
		assertThat(facts.everything("Danube")).hasSize(1);
		assertThat(new Memories(bus, "once-elsewhere")
			.add("The Danube flows into the Black Sea.", Map.of("source", "atlas"))
			.has("known")).isFalse();
	}

	@Test
	void keepsApartWhatDiffersInAnythingThatMayMatter() {
		Memories facts = new Memories(bus, "apart");
		List<String> texts = List.of("The code is aBc.", "The code is abc.", "The code is 1.", "The code is -1.",
				"x > 5", "x < 5", "x² + 1", "x2 + 1", "C", "C++", "C#", "The code is ABC.");
		texts.forEach((text) -> assertThat(facts.add(text, Map.of()).has("known")).as(text).isFalse());
		assertThat(facts.add("C", Map.of("source", "elsewhere")).has("known")).isFalse();
		assertThat(facts.add("C", Map.of("metadata", Map.of("a", 1, "b", 2))).has("known")).isFalse();
		assertThat(facts.add("C", Map.of("metadata", Map.of("b", 2, "a", 1))).has("known")).isTrue();
		assertThat(facts.add("C", Map.of("duplicates", "keep")).has("known")).isFalse();
		assertThat(facts.everything("code")).hasSize(texts.size() + 3);
	}

	@Test
	void addsOnlyTheChunksOfALongTextThatAreNew() {
		Memories book = new Memories(bus, "long");
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 120; i++) {
			text.append("Paragraph ")
				.append(i)
				.append(" describes animal number ")
				.append(i * 3)
				.append(" of the island. ");
		}
		JsonNode first = book.add(text.toString(), Map.of());
		assertThat(first.path("chunks").asInt()).isGreaterThan(2);
		String deleted = first.path("ids").get(1).asString();
		assertThat(bus.delete("/memory/" + deleted).statusCode()).isEqualTo(200);
		JsonNode second = book.add(text.toString(), Map.of());
		assertThat(second.path("chunks")).isEqualTo(first.path("chunks"));
		assertThat(second.path("known").size()).isEqualTo(first.path("chunks").asInt() - 1);
		assertThat(second.path("ids").get(0)).isEqualTo(first.path("ids").get(0));
		assertThat(second.path("ids").valueStream().map(JsonNode::asString)).doesNotContain(deleted);
	}

	@Test
	void recognisesWhatSaysTheSameInNearlyTheSameWords() {
		Memories facts = new Memories(bus, "near");
		Map<String, Object> near = Map.of("duplicates", "near");
		String id = facts.add("The warehouse in Rotterdam opens at 7 in the morning on weekdays.");
		JsonNode again = facts.add("The warehouse in Rotterdam opens at 7 in the morning on all weekdays.", near);
		assertThat(again.path("known").get(0).asString()).isEqualTo(id);
		for (String other : List.of("The warehouse in Rotterdam opens at 8 in the morning on weekdays.",
				"The warehouse in Rotterdam never opens at 7 in the morning on weekdays.",
				"The warehouse in Rotterdam opens at 7 in the evening on weekdays.",
				"The warehouse in Rotterdam opens at 7 in the morning on weekdays and holidays.",
				"The office in Rotterdam closes in the evening.")) {
			assertThat(facts.add(other, near).has("known")).as(other).isFalse();
		}
	}

	@Test
	void keepsWhatWasSaidInNearlyTheSameWordsAsLongAndAsImportantAsBothAskFor() throws InterruptedException {
		Memories facts = new Memories(bus, "near-stronger");
		String id = facts
			.add("The warehouse in Rotterdam opens at 7 in the morning on weekdays.",
					Map.of("ttlSeconds", 4, "importance", 0.2))
			.path("ids")
			.get(0)
			.asString();
		JsonNode again = facts.add("The warehouse in Rotterdam opens at 7 in the morning on all weekdays.",
				Map.of("duplicates", "near", "ttlSeconds", 3_600, "importance", 0.9));
		assertThat(again.path("known").get(0).asString()).isEqualTo(id);
		facts.add("The warehouse in Rotterdam opens at 7 in the morning on all weekdays.",
				Map.of("duplicates", "near", "ttlSeconds", 60, "importance", 0.5));
		Thread.sleep(4_100);
		JsonNode hit = facts.hits("warehouse", Map.of()).getFirst();
		assertThat(hit.path("id").asString()).isEqualTo(id);
		assertThat(hit.path("importance").asDouble()).isEqualTo(0.9);
		assertThat(Instant.parse(hit.path("expiresAt").asString())).isAfter(Instant.now().plusSeconds(3_000));
	}

	@Test
	void neverLowersTheImportanceOfWhatIsSaidAgain() {
		Memories facts = new Memories(bus, "said-again");
		facts.add("The lock needs oil.");
		facts.add("The lock needs oil.", Map.of("importance", 0.1));
		assertThat(facts.hits("lock", Map.of()).getFirst().has("importance")).isFalse();
		facts.add("The lock needs oil.", Map.of("importance", 0.7));
		assertThat(facts.hits("lock", Map.of()).getFirst().path("importance").asDouble()).isEqualTo(0.7);
	}

	@Test
	void takesAwayWhatACorrectionSaysIsNoMore() throws InterruptedException {
		Memories facts = new Memories(bus, "taken-away");
		String id = facts.add("The bridge is closed.", Map.of("ttlSeconds", 3, "importance", 0.9, "source", "a rumour"))
			.path("ids")
			.get(0)
			.asString();
		put(id, Map.of("remove", List.of("expiresAt", "importance", "source")));
		Thread.sleep(3_100);
		JsonNode hit = facts.hits("bridge", Map.of()).getFirst();
		assertThat(hit.has("expiresAt") || hit.has("importance") || hit.has("source")).as(hit.toString()).isFalse();
		for (Map<String, Object> wrong : List.<Map<String, Object>>of(Map.of("remove", List.of("text")),
				Map.of("remove", Collections.singletonList(null)),
				Map.of("remove", List.of("source"), "source", "a letter"), Map.of("remove", List.of()))) {
			assertThat(status("/memory/" + id, wrong)).as(wrong.toString()).isEqualTo(422);
		}
	}

	@Test
	void forgetsNothingByAFilterThatSaysNothing() {
		Memories facts = new Memories(bus, "kept");
		facts.add("The well is deep.");
		for (String joint : List.of("$or", "$and")) {
			assertThat(facts.refused("/memory/forget", Map.of("filter", Map.of(joint, List.of(Map.of())))))
				.contains("filter." + joint + "[0]: empty");
		}
		assertThat(facts.everything("well")).hasSize(1);
	}

	@Test
	void addsOnceHoweverManyAddAtOnce() throws Exception {
		Memories facts = new Memories(bus, "race");
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<String>> adding = new ArrayList<>();
			for (int i = 0; i < 24; i++) {
				String text = "Fact " + i % 3 + " is told by everybody.";
				adding.add(() -> facts.add(text));
			}
			Set<String> ids = new HashSet<>();
			for (Future<String> id : threads.invokeAll(adding)) {
				ids.add(id.get());
			}
			assertThat(ids).hasSize(3);
		}
		assertThat(facts.everything("fact")).hasSize(3);
	}

	@Test
	void staysDeletedAndCanBeAddedAgain() {
		Memories facts = new Memories(bus, "deleted");
		String id = facts.add("Pluto is the ninth planet.");
		assertThat(bus.delete("/memory/" + id).statusCode()).isEqualTo(200);
		assertThat(facts.everything("Pluto")).isEmpty();
		assertThat(bus.delete("/memory/" + id).statusCode()).isEqualTo(404);
		assertThat(bus.get("/memory/" + id + "/history").statusCode()).isEqualTo(404);
		JsonNode again = facts.add("Pluto is the ninth planet.", Map.of());
		assertThat(again.has("known")).isFalse();
		assertThat(again.path("ids").get(0).asString()).isNotEqualTo(id);
		assertThat(facts.everything("Pluto")).hasSize(1);
	}

	@Test
	void answersACorrectionAndKeepsWhatItSaidBefore() {
		Memories facts = new Memories(bus, "corrected");
		String other = facts.add("Bananas are berries.");
		String id = facts
			.add("The capital of Kazakhstan is Almaty.", Map.of("source", "old atlas", "metadata", Map.of("v", 1)))
			.path("ids")
			.get(0)
			.asString();
		JsonNode result = put(id, Map.of("text", "The capital of Kazakhstan is Astana.", "source", "new atlas"));
		assertThat(result.path("id").asString()).isEqualTo(id);
		assertThat(result.path("version").asInt()).isEqualTo(2);
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			List<JsonNode> hits = facts.hits("capital of Kazakhstan", Map.of("mode", mode));
			assertThat(hits.getFirst().path("id").asString()).isEqualTo(id);
			assertThat(hits.getFirst().path("text").asString()).endsWith("Astana.");
			assertThat(hits.getFirst().path("source").asString()).isEqualTo("new atlas");
			assertThat(hits.getFirst().path("metadata").path("v").asInt()).isEqualTo(1);
			assertThat(hits.getFirst().has("updatedAt")).isTrue();
			assertThat(hits).noneMatch((hit) -> hit.path("text").asString().contains("Almaty"));
		}
		assertThat(facts.texts("Almaty", Map.of("mode", "lexical"))).isEmpty();
		put(id, Map.of("metadata", Map.of("v", 3)));
		JsonNode versions = TestBus.json(bus.get("/memory/" + id + "/history")).path("versions");
		assertThat(versions.valueStream()
			.map((version) -> version.path("version").asInt() + version.path("text").asString()
					+ version.path("source").asString() + version.path("metadata").path("v").asInt()))
			.containsExactly("3The capital of Kazakhstan is Astana.new atlas3",
					"2The capital of Kazakhstan is Astana.new atlas1",
					"1The capital of Kazakhstan is Almaty.old atlas1");
		assertThat(versions.get(0).has("supersededAt")).isFalse();
		assertThat(versions.get(1).path("supersededAt")).isEqualTo(versions.get(0).path("createdAt"));
		assertThat(bus.delete("/memory/" + id).statusCode()).isEqualTo(200);
		assertThat(bus.get("/memory/" + id + "/history").statusCode()).isEqualTo(404);
		assertThat(facts.hits("berries", Map.of()).getFirst().path("id").asString()).isEqualTo(other);
	}

	@Test
	void correctsOneAfterTheOtherWhenManyDoAtOnce() throws Exception {
		Memories facts = new Memories(bus, "corrected-at-once");
		String id = facts.add("The counter stands at zero.");
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<JsonNode>> corrections = new ArrayList<>();
			for (int i = 1; i <= 12; i++) {
				String text = "The counter stands at " + i + ".";
				corrections.add(() -> put(id, Map.of("text", text)));
			}
			for (Future<JsonNode> correction : threads.invokeAll(corrections)) {
				correction.get();
			}
		}
		assertThat(facts.everything("counter")).hasSize(1);
		JsonNode versions = TestBus.json(bus.get("/memory/" + id + "/history")).path("versions");
		assertThat(versions.valueStream().map((version) -> version.path("version").asInt())).containsExactly(13, 12, 11,
				10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
		assertThat(versions.valueStream().map((version) -> version.path("text").asString()).distinct()).hasSize(13);
	}

	@Test
	void refusesCorrectionsThatItCannotMake() {
		Memories facts = new Memories(bus, "refused");
		String id = facts.add("Something.");
		assertThat(status("/memory/" + id, Map.of())).isEqualTo(422);
		assertThat(status("/memory/" + id, Map.of("text", " "))).isEqualTo(422);
		assertThat(status("/memory/" + id, Map.of("text", "word ".repeat(2_000)))).isEqualTo(422);
		assertThat(status("/memory/" + id, Map.of("importance", 2))).isEqualTo(422);
		assertThat(status("/memory/" + id, Map.of("id", "7"))).isEqualTo(400);
		assertThat(status("/memory/999999999", Map.of("text", "a"))).isEqualTo(404);
		assertThat(status("/memory/x", Map.of("text", "a"))).isEqualTo(405);
		assertThat(bus.get("/memory/x/history").statusCode()).isEqualTo(404);
		assertThat(facts.everything("Something")).containsExactly("Something.");
	}

	@Test
	void neverAnswersWhatHasExpired() throws InterruptedException {
		Memories facts = new Memories(bus, "expiring");
		String kept = facts.add("The kettle is on for the guests, always.");
		facts.add("The kettle is on for the guests.", Map.of("ttlSeconds", 2));
		String extended = facts.add("The kettle is on for the cook.", Map.of("ttlSeconds", 2))
			.path("ids")
			.get(0)
			.asString();
		facts.add("The kettle is on for the cook.",
				Map.of("expiresAt", Instant.now().plus(Duration.ofHours(1)).toString()));
		assertThat(facts.everything("kettle")).hasSize(3);
		assertThat(facts.hits("cook", Map.of("k", 1)).getFirst().path("expiresAt").asString()).isNotEmpty();
		Thread.sleep(2_100);
		// Asked for one only, what has expired must not take the place of what has not.
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			List<JsonNode> hits = facts.hits("The kettle is on for the guests", Map.of("mode", mode, "k", 1));
			assertThat(hits).hasSize(1);
			assertThat(hits.getFirst().path("id").asString()).isEqualTo(kept);
			assertThat(facts.hits("kettle", Map.of("mode", mode)).stream().map((hit) -> hit.path("id").asString()))
				.containsExactlyInAnyOrder(kept, extended);
		}
		JsonNode stats = TestBus.json(bus.get("/memory/stats"));
		assertThat(stats.path("namespaces").path("expiring").asInt()).isEqualTo(2);
		assertThat(facts.add("The kettle is on for the guests.", Map.of()).has("known")).isFalse();
	}

	@Test
	void refusesAnExpiryThatIsNone() {
		Memories facts = new Memories(bus, "expiry");
		assertThat(facts.refused("/memory/add", Map.of("text", "a", "ttlSeconds", 0))).contains("ttlSeconds: 0");
		assertThat(facts.refused("/memory/add", Map.of("text", "a", "ttlSeconds", Long.MAX_VALUE)))
			.contains("ttlSeconds");
		for (String expiry : List.of("tomorrow", "2020-01-01T00:00:00Z", "2031-01-31", "")) {
			assertThat(facts.refused("/memory/add", Map.of("text", "a", "expiresAt", expiry)))
				.contains("expiresAt: " + expiry);
		}
		assertThat(
				facts.refused("/memory/add", Map.of("text", "a", "expiresAt", "2031-01-01T00:00:00Z", "ttlSeconds", 1)))
			.contains("not together");
		assertThat(facts.refused("/memory/add", Map.of("text", "a", "importance", 1.01))).contains("importance: 1.01");
	}

	@Test
	void forgetsBySourceByFilterAndByNamespace() {
		Memories files = new Memories(bus, "team/files:1");
		for (int i = 0; i < 6; i++) {
			files.add("Line " + i + " of a file.", Map.of("source", "file-" + i % 2, "metadata", Map.of("line", i)));
		}
		Memories others = new Memories(bus, "team/files:2");
		others.add("Line 0 of a file.", Map.of("source", "file-0"));
		assertThat(
				files
					.post("/memory/forget",
							files.with(Map.of("source", "file-0", "filter", Map.of("line", Map.of("$lt", 4))),
									Map.of()))
					.path("forgotten")
					.asInt())
			.isEqualTo(2);
		assertThat(files.everything("line")).hasSize(4);
		assertThat(files.post("/memory/forget", files.with(Map.of("source", "file-1"), Map.of()))
			.path("forgotten")
			.asInt()).isEqualTo(3);
		assertThat(files.everything("line")).containsExactly("Line 4 of a file.");
		assertThat(files.refused("/memory/forget", Map.of())).contains("filter: absent, and so is source");
		assertThat(files.refused("/memory/forget", Map.of("filter", Map.of()))).contains("filter: absent");
		HttpResponse<String> dropped = bus.delete("/memory/namespaces/team/files:1");
		assertThat(TestBus.json(dropped).path("forgotten").asInt()).isEqualTo(1);
		assertThat(files.everything("line")).isEmpty();
		assertThat(others.everything("line")).hasSize(1);
		assertThat(TestBus.json(bus.delete("/memory/namespaces/never-used")).path("forgotten").asInt()).isZero();
		assertThat(bus.delete("/memory/namespaces/a%20b").statusCode()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000, 4_096 })
	void findsAndForgetsBySourcesOfAnyLengthItTakes(int length) {
		Memories facts = new Memories(bus, "long-sources-" + length);
		String source = ideographs(length);
		facts.add("The archive has a long name.", Map.of("source", source));
		facts.add("The archive has a name as long.", Map.of("source", source.substring(1) + "一"));
		assertThat(facts.hits("archive", Map.of("source", source))).hasSize(1)
			.allMatch((hit) -> hit.path("source").asString().equals(source));
		assertThat(
				facts.post("/memory/forget", facts.with(Map.of("source", source), Map.of())).path("forgotten").asInt())
			.isEqualTo(1);
		assertThat(facts.everything("archive")).containsExactly("The archive has a name as long.");
	}

	/** Of three bytes each, and in no order that a database could make shorter. */
	private static String ideographs(int length) {
		return new Random(length).ints(length, 0x4e01, 0x9f00)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static JsonNode put(String id, Map<String, Object> body) {
		HttpResponse<String> response = send("/memory/" + id, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	private static int status(String path, Map<String, Object> body) {
		return send(path, body).statusCode();
	}

	private static HttpResponse<String> send(String path, Map<String, Object> body) {
		return bus.send(bus.request(path)
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
	}

}
