package dev.aura.bus.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a query may ask for besides its words. */
class MemoryQueryTest extends MemoryContract {

	@BeforeParameterizedClassInvocation
	static void addPlanets() {
		Memories planets = new Memories(bus, "planets");
		planet(planets, "Mercury", Map.of("moons", 0, "rings", false, "kind", "rock", "found", "antiquity"));
		planet(planets, "Mars",
				Map.of("moons", 2, "rings", false, "kind", "rock", "names", List.of("Ares", "Nergal", 4)));
		planet(planets, "Saturn", Map.of("moons", 146, "rings", true, "kind", "gas", "density", 0.69));
		planet(planets, "Neptune", Map.of("moons", 16, "rings", true, "kind", "ice", "found", "1846-09-23"));
		Map<String, Object> nothing = new HashMap<>();
		nothing.put("moons", null);
		nothing.put("kind", "' OR 1=1 --");
		nothing.put("moons\" OR \"\"=\"", "x");
		planet(planets, "Vulcan", nothing);
	}

	private static void planet(Memories planets, String name, Map<String, Object> metadata) {
		planets.add(name + " is a planet.", Map.of("metadata", metadata, "source", "book of " + name));
	}

	static Stream<Arguments> filters() {
		Map<String, Object> isNull = new HashMap<>();
		isNull.put("moons", null);
		return Stream.of(Arguments.of(Map.of("moons", Map.of("$gt", 2)), "Neptune Saturn"),
				Arguments.of(Map.of("moons", Map.of("$gte", 2)), "Mars Neptune Saturn"),
				Arguments.of(Map.of("moons", Map.of("$lt", 2.5)), "Mars Mercury"),
				Arguments.of(Map.of("moons", Map.of("$gt", 0, "$lte", 16)), "Mars Neptune"),
				Arguments.of(Map.of("density", Map.of("$lt", 1)), "Saturn"),
				Arguments.of(Map.of("found", Map.of("$gte", "1800", "$lt", "1900")), "Neptune"),
				Arguments.of(Map.of("found", Map.of("$gt", 1)), ""),
				Arguments.of(Map.of("kind", Map.of("$eq", "gas")), "Saturn"),
				Arguments.of(Map.of("kind", Map.of("$in", List.of("gas", "ice", 7))), "Neptune Saturn"),
				Arguments.of(Map.of("kind", List.of("gas", "ice")), "Neptune Saturn"),
				Arguments.of(Map.of("kind", Map.of("$ne", "rock")), "Neptune Saturn Vulcan"),
				Arguments.of(Map.of("kind", Map.of("$nin", List.of("rock", "gas"))), "Neptune Vulcan"),
				Arguments.of(Map.of("density", Map.of("$ne", 0.69)), "Mars Mercury Neptune Vulcan"),
				Arguments.of(Map.of("found", Map.of("$exists", true)), "Mercury Neptune"),
				Arguments.of(Map.of("moons", Map.of("$exists", false)), ""),
				Arguments.of(Map.of("density", Map.of("$exists", false)), "Mars Mercury Neptune Vulcan"),
				Arguments.of(isNull, "Vulcan"), Arguments.of(Map.of("names", Map.of("$contains", "Ares")), "Mars"),
				Arguments.of(Map.of("names", Map.of("$contains", 4)), "Mars"),
				Arguments.of(Map.of("names", Map.of("$contains", "4")), ""),
				Arguments.of(Map.of("kind", Map.of("$contains", "gas")), ""),
				Arguments.of(Map.of("rings", true, "moons", Map.of("$lt", 100)), "Neptune"),
				Arguments.of(Map.of("$or", List.of(Map.of("kind", "gas"), Map.of("moons", 0))), "Mercury Saturn"),
				Arguments
					.of(Map.of("$and", List.of(Map.of("rings", false), Map.of("moons", Map.of("$gt", 0)))), "Mars"),
				Arguments.of(Map.of("$not", Map.of("rings", true)), "Mars Mercury Vulcan"),
				Arguments.of(Map.of("$not", Map.of("$or", List.of(Map.of("rings", true), Map.of("moons", 0)))),
						"Mars Vulcan"),
				Arguments.of(Map.of("kind", "' OR 1=1 --"), "Vulcan"),
				Arguments.of(Map.of("moons\" OR \"\"=\"", "x"), "Vulcan"),
				Arguments.of(Map.of("moons' OR 1=1 --", Map.of("$exists", true)), ""),
				Arguments.of(Map.of(), "Mars Mercury Neptune Saturn Vulcan"));
	}

	@ParameterizedTest
	@MethodSource("filters")
	void answersAllThatPassAFilterAndNothingElse(Map<String, Object> filter, String expected) {
		Memories planets = new Memories(bus, "planets");
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			List<String> names = planets.texts("planet", Map.of("filter", filter, "mode", mode))
				.stream()
				.map((text) -> text.split(" ")[0])
				.sorted()
				.toList();
			assertThat(String.join(" ", names)).as(mode).isEqualTo(expected);
		}
	}

	static Stream<Arguments> unusable() {
		Object deep = Map.of("a", 1);
		for (int i = 0; i < 8; i++) {
			deep = Map.of("$not", deep);
		}
		List<Object> many = Collections.nCopies(30, Map.of("$or", Collections.nCopies(10, Map.of("a", 1))));
		return Stream.of(Arguments.of(Map.of("a", Map.of("$regex", ".*")), "filter.a.$regex: unknown operator"),
				Arguments.of(Map.of("a", Map.of("$GT", 1)), "filter.a.$GT: unknown operator"),
				Arguments.of(Map.of("a", Map.of()), "filter.a: no operator"),
				Arguments.of(Map.of("$where", "1"), "filter.$where: unknown operator"),
				Arguments.of(Map.of("$nor", List.of(Map.of("a", 1))), "filter.$nor: unknown operator"),
				Arguments.of(Map.of("$or", Map.of("a", 1)), "filter.$or: an object (expected: a list"),
				Arguments.of(Map.of("$or", List.of()), "filter.$or: an empty list"),
				Arguments.of(Map.of("$or", List.of(1)), "filter.$or[0]: 1 (expected: a filter"),
				Arguments.of(Map.of("$not", List.of(1)), "filter.$not: a list of 1"),
				Arguments.of(Map.of("a", Map.of("$gt", true)), "filter.a.$gt: true (expected: a number or a text)"),
				Arguments.of(Map.of("a", Map.of("$gt", List.of(1))), "filter.a.$gt: a list of 1"),
				Arguments.of(Map.of("a", Map.of("$in", "x")), "filter.a.$in: x (expected: a list"),
				Arguments.of(Map.of("a", Map.of("$in", List.of(Map.of()))), "filter.a.$in: an object"),
				Arguments.of(Map.of("a", Map.of("$exists", 1)), "filter.a.$exists: 1 (expected: true or false)"),
				Arguments.of(Map.of("a", Map.of("$eq", "\u0000")), "filter.a.$eq: NUL"),
				Arguments.of(deep, "nested deeper"), Arguments.of(Map.of("$and", many), "too many conditions"));
	}

	@ParameterizedTest
	@MethodSource("unusable")
	void namesWhatItCannotUseInAFilter(Map<String, Object> filter, String named) {
		Memories planets = new Memories(bus, "planets");
		assertThat(planets.refused("/memory/query", Map.of("query", "planet", "filter", filter))).contains(named);
		assertThat(planets.refused("/memory/forget", Map.of("filter", filter))).contains(named);
	}

	@Test
	void looksIntoOneSourceOnly() {
		Memories planets = new Memories(bus, "planets");
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			assertThat(planets.texts("planet", Map.of("source", "book of Mars", "mode", mode)))
				.containsExactly("Mars is a planet.");
		}
		assertThat(planets.texts("planet", Map.of("source", "book"))).isEmpty();
	}

	@Test
	void holdsBackWhatSaysTheSameWhenVarietyIsAskedFor() {
		Memories news = new Memories(bus, "variety");
		List<String> same = List.of("The city council approved the new tram line on Monday.",
				"On Monday the city council approved the new tram line.",
				"The new tram line was approved by the city council on Monday.");
		same.forEach(news::add);
		news.add("A storm damaged the tram depot.");
		Map<String, Object> query = Map.of("k", 2, "mode", "dense");
		assertThat(news.texts("city council approves tram line", query)).isSubsetOf(same);
		List<String> varied = news.texts("city council approves tram line", news.with(query, Map.of("diversity", .7)));
		assertThat(varied.getFirst()).isIn(same);
		assertThat(varied.getLast()).startsWith("A storm");
		assertThat(news.texts("city council approves tram line", Map.of("diversity", 1))).hasSize(4);
	}

	@Test
	void countsImportanceWhenItIsAskedFor() {
		Memories notes = new Memories(bus, "importance");
		notes.add("The meeting about the budget is on Tuesday.", Map.of("importance", 0.1));
		notes.add("The budget meeting may not be missed by anyone.", Map.of("importance", 1));
		String query = "The meeting about the budget is on Tuesday";
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			assertThat(notes.texts(query, Map.of("mode", mode)).getFirst()).contains("Tuesday");
			List<JsonNode> weighed = notes.hits(query, Map.of("mode", mode, "importance", 1));
			assertThat(weighed.getFirst().path("text").asString()).contains("missed");
			assertThat(weighed).allSatisfy((hit) -> assertThat(hit.path("score").asDouble()).isBetween(0.0, 1.0));
		}
	}

	@Test
	void countsAgeWhenItIsAskedFor() {
		Factors factors = new Factors(.8, Duration.ofDays(10), 0);
		long now = System.currentTimeMillis();
		for (double[] expected : new double[][] { { 0, 1 }, { 10, .6 }, { 20, .4 }, { 3_000, .2 } }) {
			assertThat(factors.of(aged(now - (long) (expected[0] * 86_400_000)), now)).isCloseTo(expected[1],
					within(1e-9));
		}
		Memories notes = new Memories(bus, "recency");
		notes.add("The office moved to Harbour Street.");
		JsonNode hit = notes.hits("Where is the office?", Map.of("recency", 1, "recencyHalfLifeDays", 1)).getFirst();
		assertThat(hit.path("score").asDouble()).isBetween(.99, 1.0);
	}

	private static Entry aged(long updated) {
		return new Entry(1, 1, "a", null, 0, null, null, "{}", "text", 1, 0, updated, null, null, null);
	}

	@Test
	void refusesSharesThatAreNone() {
		Memories notes = new Memories(bus, "shares");
		for (String name : List.of("diversity", "recency", "importance")) {
			for (double value : new double[] { -.1, 1.1 }) {
				assertThat(notes.refused("/memory/query", Map.of("query", "x", name, value)))
					.contains(name + ": " + value);
			}
		}
		assertThat(notes.refused("/memory/query", Map.of("query", "x", "recencyHalfLifeDays", 0)))
			.contains("recencyHalfLifeDays: 0.0 (expected: above 0");
	}

	@Test
	void findsWordsOfScriptsWithoutBlanks() {
		Memories texts = new Memories(bus, "scripts");
		texts.add("東京タワーは港区にある。");
		texts.add("大阪城は大阪市にある。");
		texts.add("서울은 대한민국의 수도이다.");
		texts.add("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย");
		Map<String, Object> lexical = Map.of("mode", "lexical", "k", 1);
		assertThat(texts.texts("港区", lexical)).containsExactly("東京タワーは港区にある。");
		assertThat(texts.texts("大阪城はどこ?", lexical)).containsExactly("大阪城は大阪市にある。");
		assertThat(texts.texts("城", lexical)).containsExactly("大阪城は大阪市にある。");
		assertThat(texts.texts("대한민국", lexical)).containsExactly("서울은 대한민국의 수도이다.");
		assertThat(texts.texts("เมืองหลวง", lexical)).hasSize(1);
		assertThat(texts.texts("名古屋", lexical)).isEmpty();
	}

	@Test
	void saysWhereEveryHitStandsInItsText() {
		Memories book = new Memories(bus, "positions");
		StringBuilder text = new StringBuilder();
		IntStream.range(0, 150)
			.forEach((i) -> text.append("Chapter ").append(i).append(" tells of voyage ").append(i * i).append(". "));
		book.add(text.toString(), Map.of("source", "log"));
		List<JsonNode> hits = book.hits("voyage", Map.of());
		assertThat(hits).hasSizeGreaterThan(2).allSatisfy((hit) -> {
			int start = hit.path("start").asInt();
			int end = hit.path("end").asInt();
			assertThat(text.substring(start, end)).isEqualTo(hit.path("text").asString());
			assertThat(hit.path("ageSeconds").asInt(-1)).isBetween(0, 60);
			assertThat(Instant.parse(hit.path("createdAt").asString())).isBetween(Instant.now().minusSeconds(60),
					Instant.now());
			assertThat(hit.path("version").asInt()).isEqualTo(1);
			assertThat(hit.has("expiresAt")).isFalse();
		});
		assertThat(hits.stream().mapToInt((hit) -> hit.path("start").asInt())).contains(0);
	}

}
