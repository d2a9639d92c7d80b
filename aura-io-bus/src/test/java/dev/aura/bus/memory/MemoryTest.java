package dev.aura.bus.memory;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * One bus with the real model on each of the backends; each test has a namespace of its
 * own.
 */
class MemoryTest extends MemoryContract {

	@Test
	void findsAMeaningWithoutACommonWord() {
		add("meaning", "The cat sleeps on the warm windowsill all afternoon.");
		add("meaning", "Quarterly revenue rose by twelve percent.");
		add("meaning", "Water boils at a lower temperature in the mountains.");
		JsonNode results = query(Map.of("query", "a kitten taking a nap", "namespace", "meaning", "mode", "dense"));
		assertThat(results.size()).isEqualTo(3);
		assertThat(results.get(0).path("text").asString()).contains("windowsill");
		assertThat(results.get(0).path("score").asDouble()).isGreaterThan(results.get(1).path("score").asDouble() + .1)
			.isLessThanOrEqualTo(1);
	}

	@Test
	void findsARareIdentifierByItsWords() {
		for (int i = 0; i < 20; i++) {
			add("words", "The service answered request number " + i + " with error E-" + (4700 + i) + ".");
		}
		JsonNode results = query(Map.of("query", "what is E-4711?", "namespace", "words", "mode", "lexical"));
		assertThat(results.get(0).path("text").asString()).contains("E-4711");
		assertThat(results).allSatisfy((hit) -> assertThat(hit.path("score").asDouble()).isPositive());
		assertThat(texts(query(Map.of("query", "E-4711", "namespace", "words"))).getFirst()).contains("E-4711");
	}

	@Test
	void fusesMeaningAndWords() {
		add("hybrid", "Paris is the capital of France.");
		add("hybrid", "The zyxgraph-17 protocol retries twice.");
		add("hybrid", "Bread is baked from flour, water and salt.");
		JsonNode results = query(Map.of("query", "Which protocol is zyxgraph-17?", "namespace", "hybrid"));
		assertThat(results.get(0).path("text").asString()).contains("zyxgraph");
		assertThat(results.get(0).path("score").asDouble()).isEqualTo(1, within(1e-9));
		assertThat(results).allSatisfy((hit) -> assertThat(hit.path("score").asDouble()).isBetween(0.0, 1.0));
		assertThat(texts(query(Map.of("query", "the seat of the French government", "namespace", "hybrid"))).getFirst())
			.contains("Paris");
	}

	@Test
	void scoresATextAgainstItselfNearOne() {
		String text = "The Treaty of Westphalia ended the Thirty Years' War in 1648.";
		add("self", text);
		JsonNode hit = query(Map.of("query", text, "namespace", "self", "mode", "dense")).get(0);
		assertThat(hit.path("score").asDouble()).isBetween(.8, 1.0);
	}

	@Test
	void returnsWhatWasGiven() {
		String text = "  Grüße aus 東京 🗼\n\ttabs, \"quotes\", \\ and \u0001 stay.  ";
		Map<String, Object> metadata = new HashMap<>();
		metadata.put("text", "ä\"\\\n🗼");
		metadata.put("whole", 9_007_199_254_740_993L);
		metadata.put("fraction", 0.1);
		metadata.put("truth", true);
		metadata.put("nothing", null);
		metadata.put("nested", Map.of("list", List.of(1, "two", Map.of("three", 3))));
		HttpResponse<String> added = bus.post("/memory/add",
				Map.of("text", text, "namespace", "given", "source", "file:///a b", "metadata", metadata));
		assertThat(added.statusCode()).isEqualTo(200);
		assertThat(TestBus.json(added).path("chunks").asInt()).isEqualTo(1);
		JsonNode hit = query(Map.of("query", "greetings from Tokyo", "namespace", "given")).get(0);
		assertThat(hit.path("id")).isEqualTo(TestBus.json(added).path("ids").get(0));
		assertThat(hit.path("text").asString()).isEqualTo(text);
		assertThat(hit.path("source").asString()).isEqualTo("file:///a b");
		assertThat(hit.path("namespace").asString()).isEqualTo("given");
		assertThat(hit.path("metadata").toString())
			.isEqualTo(TestBus.json(bus.post("/memory/query", Map.of("query", "Tokyo", "namespace", "given")))
				.path("results")
				.get(0)
				.path("metadata")
				.toString());
		assertThat(hit.path("metadata").path("whole").asLong()).isEqualTo(9_007_199_254_740_993L);
		assertThat(hit.path("metadata").path("nothing").isNull()).isTrue();
		assertThat(hit.path("metadata").path("text").asString()).isEqualTo("ä\"\\\n🗼");
		assertThat(hit.path("metadata").path("nested").path("list").get(2).path("three").asInt()).isEqualTo(3);
	}

	@Test
	void leavesOutASourceThatWasNotGiven() {
		add("no-source", "Something of unknown origin.");
		JsonNode hit = query(Map.of("query", "origin", "namespace", "no-source")).get(0);
		assertThat(hit.has("source")).isFalse();
		assertThat(hit.path("metadata").isEmpty()).isTrue();
	}

	@Test
	void keepsALongTextWithoutAGap() {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < 300; i++) {
			text.append("Sentence number ").append(i).append(" speaks about subject ").append(i * 7).append(". ");
		}
		JsonNode added = add("long", text.toString());
		assertThat(added.path("chunks").asInt()).isGreaterThan(5).isEqualTo(added.path("ids").size());
		JsonNode results = query(Map.of("query", "subject", "namespace", "long", "k", 200, "mode", "dense"));
		assertThat(results.size()).isEqualTo(added.path("chunks").asInt());
		for (int i = 0; i < 300; i++) {
			String sentence = "Sentence number " + i + " speaks about subject " + i * 7 + ". ";
			assertThat(texts(results)).anyMatch((chunk) -> chunk.contains(sentence));
		}
	}

	@Test
	void keepsNamespacesApart() {
		add("apart-a", "The launch code is swordfish.");
		add("apart-b", "The picnic is on Sunday.");
		for (String mode : List.of("hybrid", "dense", "lexical")) {
			JsonNode results = query(Map.of("query", "launch code swordfish", "namespace", "apart-b", "mode", mode));
			assertThat(texts(results)).noneMatch((text) -> text.contains("swordfish"));
		}
		assertThat(query(Map.of("query", "launch", "namespace", "nobody-was-here")).isEmpty()).isTrue();
	}

	@Test
	void usesTheDefaultNamespaceWhenThereIsNone() {
		assertThat(bus.post("/memory/add", Map.of("text", "An unnamed memory of a lighthouse.")).statusCode())
			.isEqualTo(200);
		assertThat(query(Map.of("query", "lighthouse")).get(0).path("namespace").asString()).isEqualTo("default");
		assertThat(texts(query(Map.of("query", "lighthouse", "namespace", "default")))).isNotEmpty();
	}

	@Test
	void filtersWithoutLosingResults() {
		for (int i = 0; i < 60; i++) {
			bus.post("/memory/add", Map.of("text", "Note " + i + " about gardening and roses.", "namespace", "filtered",
					"metadata", Map.of("number", i, "even", i % 2 == 0, "label", (i < 3) ? "rare" : "common")));
		}
		bus.post("/memory/add", Map.of("text", "An unrelated remark on tax law.", "namespace", "filtered", "metadata",
				Map.of("label", "rare", "ratio", 2.0, "name with \"quotes\" and $.dots", "yes")));
		for (String mode : List.of("hybrid", "dense")) {
			assertThat(filtered(mode, Map.of("label", "rare"))).hasSize(4);
		}
		assertThat(filtered("lexical", Map.of("label", "rare"))).hasSize(3);
		assertThat(filtered("dense", Map.of("number", 17))).containsExactly("Note 17 about gardening and roses.");
		assertThat(filtered("dense", Map.of("number", List.of(17, 18, 999)))).hasSize(2);
		assertThat(filtered("dense", Map.of("even", true, "label", "rare"))).hasSize(2);
		assertThat(filtered("dense", Map.of("even", "true"))).isEmpty();
		assertThat(filtered("dense", Map.of("number", "17"))).isEmpty();
		assertThat(filtered("dense", Map.of("ratio", 2))).hasSize(1);
		assertThat(filtered("dense", Map.of("name with \"quotes\" and $.dots", "yes"))).hasSize(1);
		assertThat(filtered("dense", Map.of("label", "' OR 1=1 --"))).isEmpty();
		assertThat(filtered("dense", Map.of("absent", "x"))).isEmpty();
	}

	private static List<String> filtered(String mode, Map<String, Object> filter) {
		return texts(query(Map.of("query", "gardening with roses", "namespace", "filtered", "mode", mode, "filter",
				filter, "k", 50)));
	}

	@Test
	void returnsAtMostK() {
		for (int i = 0; i < 12; i++) {
			add("many", "A remark on the weather of day " + i + ".");
		}
		for (String mode : List.of("hybrid", "dense", "lexical")) {
			Map<String, Object> request = Map.of("query", "weather", "namespace", "many", "mode", mode);
			assertThat(query(request).size()).isEqualTo(10);
			for (int k : new int[] { 1, 3, 12, 200 }) {
				Map<String, Object> withK = new HashMap<>(request);
				withK.put("k", k);
				assertThat(query(withK).size()).isEqualTo(Math.min(k, 12));
			}
		}
	}

	@Test
	void forgetsWhatIsDeleted() {
		String kept = add("deleted", "The blue notebook is in the drawer.").path("ids").get(0).asString();
		String gone = add("deleted", "The red notebook is in the car.").path("ids").get(0).asString();
		HttpResponse<String> deleted = bus.delete("/memory/" + gone);
		assertThat(deleted.statusCode()).isEqualTo(200);
		assertThat(TestBus.json(deleted).path("deleted").asBoolean()).isTrue();
		for (String mode : List.of("hybrid", "dense", "lexical")) {
			JsonNode results = query(Map.of("query", "red notebook", "namespace", "deleted", "mode", mode));
			assertThat(stream(results).map((hit) -> hit.path("id").asString())).containsExactly(kept);
		}
		assertThat(bus.delete("/memory/" + gone).statusCode()).isEqualTo(404);
		String again = add("deleted", "The red notebook is in the car.").path("ids").get(0).asString();
		assertThat(again).isNotEqualTo(gone);
		assertThat(texts(query(Map.of("query", "red notebook", "namespace", "deleted"))).getFirst()).contains("red");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "01", "+1", "999999999999999999", "9223372036854775808", "abc", "1%20OR%201=1",
			"1.0", "%F0%9F%97%BC" })
	void answers404ForAnIdThatIsNotThere(String id) {
		HttpResponse<String> response = bus.delete("/memory/" + id);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("urn:aura:problem:not-found");
	}

	@Test
	void countsWhatItHolds() {
		add("counted", "One.");
		add("counted", "Two.");
		// Waits until the index is open.
		query(Map.of("query", "anything", "namespace", "counted", "mode", "dense"));
		JsonNode stats = TestBus.json(bus.get("/memory/stats"));
		assertThat(stats.path("namespaces").path("counted").asInt()).isEqualTo(2);
		assertThat(stats.path("entries").asLong())
			.isEqualTo(stats.path("namespaces").valueStream().mapToLong(JsonNode::asLong).sum());
		assertThat(stats.path("dimension").asInt()).isEqualTo(384);
		assertThat(stats.path("model").asString()).isEqualTo("bge-small-en-v1.5-q");
		assertThat(stats.path("index").asString()).isEqualTo(this.backend.index());
		if (this.backend == MemoryBackends.EMBEDDED) {
			assertThat(stats.path("vectors").path("count").asLong()).isEqualTo(stats.path("entries").asLong());
			assertThat(stats.path("vectors").path("nativeBytes").asLong())
				.isGreaterThan(stats.path("entries").asLong() * 384 * 5);
		}
	}

	@Test
	void showsItsNativeMemoryAmongTheMetrics() {
		Assumptions.assumeTrue(this.backend == MemoryBackends.EMBEDDED, "PostgreSQL holds the index");
		add("metrics", "Something to hold.");
		query(Map.of("query", "anything", "namespace", "metrics", "mode", "dense"));
		JsonNode metric = TestBus.json(bus.get("/actuator/metrics/aura.memory.index.bytes"));
		assertThat(metric.path("measurements").get(0).path("value").asDouble()).isGreaterThan(384 * 5);
	}

	@Test
	void answersAQueryWithoutABody() {
		add("get", "The bridge was opened in 1932.");
		add("get", "Cheese ages in caves.");
		JsonNode answer = TestBus.json(bus
			.get("/memory/query?query=" + encoded("when did the bridge open?") + "&k=1&namespace=get&mode=dense"));
		assertThat(texts(answer.path("results"))).containsExactly("The bridge was opened in 1932.");
		assertThat(texts(TestBus.json(bus.get("/memory/query?query=cheese&namespace=get")).path("results")).getFirst())
			.contains("Cheese");
		assertThat(bus.get("/memory/query?query=").statusCode()).isEqualTo(422);
		assertThat(bus.get("/memory/query?query=x&k=many").statusCode()).isEqualTo(400);
		assertThat(bus.get("/memory/query?query=x&mode=psychic").statusCode()).isEqualTo(400);
		assertThat(bus.get("/memory/query").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\" OR * NEAR( ^ - : ) '; DROP TABLE entries; --", "\"", "\"\"", "'", "*", "^", "-", "NOT",
			"AND OR NOT", "NEAR(a b, 5)", "text : roses", "{text} : x", "a AND", "(", "col:", "+", "a + b", "\\", "%",
			"?", "the", "of the and", "\u0001\u001f", "\u0300", "🗼", "東京タワー", "\u202e\ufeff", "\"\" OR \"\"", "ⅷ ½ ٣",
			"x'00'", "rank MATCH 'x'", "words", "\ue000" })
	void neverFailsOnAQueryOfAnySyntax(String text) {
		add("syntax", "Roses are red.");
		for (String mode : List.of("hybrid", "dense", "lexical")) {
			HttpResponse<String> response = bus.post("/memory/query",
					Map.of("query", text, "namespace", "syntax", "mode", mode));
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		}
		assertThat(texts(query(Map.of("query", "roses", "namespace", "syntax", "mode", "lexical")))).isNotEmpty();
	}

	@Test
	void findsStopWordsWhenThereIsNothingElse() {
		add("stop", "To be or not to be.");
		assertThat(texts(query(Map.of("query", "to be or not to be", "namespace", "stop", "mode", "lexical"))))
			.hasSize(1);
	}

	static Stream<Arguments> refused() {
		Map<String, Object> big = Map.of("value", "x".repeat(20_000));
		return Stream.of(Arguments.of("/memory/add", Map.of("text", ""), 422, "text: empty"),
				Arguments.of("/memory/add", Map.of("text", " \n\t"), 422, "text: blank"),
				Arguments.of("/memory/add", Map.of(), 400, "text"),
				Arguments.of("/memory/add", Map.of("text", "five", "colour", "red"), 400, "colour"),
				Arguments.of("/memory/add", Map.of("text", "a\u0000b"), 422, "NUL at character 1"),
				Arguments.of("/memory/add", Map.of("text", "a", "namespace", ""), 422, "namespace"),
				Arguments.of("/memory/add", Map.of("text", "a", "namespace", "a b"), 422, "namespace: a b"),
				Arguments.of("/memory/add", Map.of("text", "a", "namespace", "ä"), 422, "namespace"),
				Arguments.of("/memory/add", Map.of("text", "a", "namespace", "n".repeat(129)), 422, "namespace"),
				Arguments.of("/memory/add", Map.of("text", "a", "namespace", "a\n"), 422, "namespace"),
				Arguments.of("/memory/add", Map.of("text", "a", "source", "s".repeat(4_097)), 422, "source"),
				Arguments.of("/memory/add", Map.of("text", "a", "source", "\u0000"), 422, "source"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", big), 422, "metadata"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", nested(6)), 422, "levels"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", Map.of("a", "\u0000")), 422, "metadata.a"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", Map.of("\u0000", 1)), 422, "metadata"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", List.of(1)), 400, "metadata"),
				Arguments.of("/memory/query", Map.of("query", ""), 422, "query: empty"),
				Arguments.of("/memory/query", Map.of(), 400, "query"),
				Arguments.of("/memory/query", Map.of("query", "q".repeat(32_769)), 422, "32769 characters"),
				Arguments.of("/memory/query", Map.of("query", "a\u0000"), 422, "query"),
				Arguments.of("/memory/query", Map.of("query", "a", "k", 0), 422, "k: 0"),
				Arguments.of("/memory/query", Map.of("query", "a", "k", -1), 422, "k: -1"),
				Arguments.of("/memory/query", Map.of("query", "a", "k", 201), 422, "k: 201"),
				Arguments.of("/memory/query", Map.of("query", "a", "k", "many"), 400, "k"),
				Arguments.of("/memory/query", Map.of("query", "a", "k", 99_999_999_999L), 400, "k: too large"),
				Arguments.of("/memory/query", Map.of("query", "a", "mode", "psychic"), 400, "hybrid"),
				Arguments.of("/memory/add", Map.of("text", "a", "metadata", Map.of("n".repeat(60_000), 1)), 400,
						"a name"),
				Arguments.of("/memory/query", Map.of("query", "a", "mode", "psychic"), 400, "mode"),
				Arguments.of("/memory/query", Map.of("query", "a", "namespace", "../.."), 200, "results"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", Map.of("a", Map.of("b", 1))), 422,
						"filter.a.b: unknown operator"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", Map.of("a", List.of())), 422, "filter.a"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", Map.of("a", List.of(List.of(1)))), 422,
						"filter.a"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", Map.of("a", "\u0000")), 422, "filter.a"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", "a=b"), 400, "filter"),
				Arguments.of("/memory/query", Map.of("query", "a", "filter", manyNames()), 422, "filter: 33 names"),
				Arguments.of("/memory/query",
						Map.of("query", "a", "filter", Map.of("a", IntStream.range(0, 101).boxed().toList())), 422,
						"filter.a: 101 values"));
	}

	private static Map<String, Object> manyNames() {
		Map<String, Object> names = new HashMap<>();
		IntStream.range(0, 33).forEach((i) -> names.put("name" + i, i));
		return names;
	}

	private static Map<String, Object> nested(int levels) {
		return (levels == 1) ? Map.of("leaf", 1) : Map.of("level", nested(levels - 1));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void refusesWhatItCannotUseAndNamesIt(String path, Map<String, Object> body, int status, String named) {
		HttpResponse<String> response = bus.post(path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.body()).contains(named);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"text\":\"a\\ud800\"}", "{\"text\":\"\\udc00\\ud800\"}",
			"{\"text\":\"a\",\"source\":\"\\ud83d\"}", "{\"text\":\"a\",\"namespace\":\"\\ud83d\"}",
			"{\"text\":\"a\",\"metadata\":{\"x\":\"\\ud83d\"}}", "{\"text\":\"a\",\"metadata\":{\"x\":1e999}}" })
	void refusesWhatIsNotUnicodeOrNotANumber(String body) {
		HttpResponse<String> response = bus.send(bus.request("/memory/add")
			.header("Content-Type", "application/json")
			.POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
	}

	@Test
	void reportsItsHealth() {
		add("health", "Be well.");
		JsonNode memory = TestBus.json(bus.get("/actuator/health")).path("components").path("memory");
		assertThat(memory.path("status").asString()).isEqualTo("UP");
		assertThat(memory.path("details").path("index").asString()).isEqualTo(this.backend.index());
	}

	private static JsonNode add(String namespace, String text) {
		HttpResponse<String> response = bus.post("/memory/add", Map.of("text", text, "namespace", namespace));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	private static JsonNode query(Map<String, Object> request) {
		HttpResponse<String> response = bus.post("/memory/query", request);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response).path("results");
	}

	private static Stream<JsonNode> stream(JsonNode results) {
		return StreamSupport.stream(results.spliterator(), false);
	}

	private static List<String> texts(JsonNode results) {
		return stream(results).map((hit) -> hit.path("text").asString()).toList();
	}

	private static String encoded(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

}
