package dev.aura.bus.memory;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(MemoryBackends.class)
class ArchiveTest {

	@Parameter
	private MemoryBackends backend;

	@Test
	void losesNothingOnTheWayOutAndIn(@TempDir Path first, @TempDir Path second) {
		String export;
		String bare;
		List<JsonNode> before;
		try (TestBus bus = this.backend.start(first)) {
			Memories facts = new Memories(bus, "facts");
			String gone = facts.add("This is forgotten before it leaves.");
			String id = facts.add("Bamboo grows a metre a day. 竹は早い。",
					Map.of("source", "book", "metadata",
							Map.of("n", 9_007_199_254_740_993L, "nested", Map.of("list", List.of(1, "two", true))),
							"importance", .8))
				.path("ids")
				.get(0)
				.asString();
			bus.delete("/memory/" + gone);
			StringBuilder text = new StringBuilder();
			IntStream.range(0, 120)
				.forEach((i) -> text.append("Verse ")
					.append(i)
					.append(" praises bamboo number ")
					.append(i * 3)
					.append(". "));
			facts.add(text.toString(), Map.of("ttlSeconds", 100_000, "source", "poem"));
			bus.send(bus.request("/memory/" + id)
				.header("Content-Type", "application/json")
				.PUT(HttpRequest.BodyPublishers
					.ofString("{\"text\":\"Bamboo grows 90 cm a day.\",\"source\":\"newer book\"}")));
			new Memories(bus, "others").add("Bamboo is a grass.");
			before = facts.hits("bamboo", Map.of("mode", "dense"));
			export = body(bus.get("/memory/export"));
			bare = body(bus.get("/memory/export?namespace=facts&embeddings=false"));
			assertThat(export).doesNotContain("forgotten");
			assertThat(bare).doesNotContain("is a grass", "\"embedding\"");
		}
		for (String lines : List.of(export, bare)) {
			Path directory = second.resolve(lines.equals(bare) ? "bare" : "whole");
			try (TestBus bus = this.backend.start(directory)) {
				Memories facts = new Memories(bus, "facts");
				JsonNode result = TestBus.json(read(bus, lines));
				int entries = before.size() + (lines.equals(bare) ? 0 : 1);
				assertThat(result.path("imported").asInt()).as(result.toString()).isEqualTo(entries);
				assertThat(sameButAge(facts.hits("bamboo", Map.of("mode", "dense")))).isEqualTo(sameButAge(before));
				String id = facts.hits("bamboo", Map.of("source", "newer book")).getFirst().path("id").asString();
				JsonNode versions = TestBus.json(bus.get("/memory/" + id + "/history")).path("versions");
				assertThat(versions.get(1).path("text").asString()).isEqualTo("Bamboo grows a metre a day. 竹は早い。");
				assertThat(versions.get(1).path("metadata").path("n").asLong()).isEqualTo(9_007_199_254_740_993L);
				assertThat(body(bus.get("/memory/export" + (lines.equals(bare) ? "?embeddings=false" : ""))))
					.isEqualTo(lines);
				JsonNode again = TestBus.json(read(bus, lines));
				assertThat(again.path("imported").asInt()).isZero();
				assertThat(again.path("unchanged").asInt()).isEqualTo(entries);
				List<String> ids = new ArrayList<>(before.stream().map((hit) -> hit.path("id").asString()).toList());
				IntStream.range(0, 20).forEach((i) -> ids.add(facts.add("A new fact, number " + i + ".")));
				assertThat(ids).as("ids are never given again").doesNotHaveDuplicates();
			}
		}
	}

	@Test
	void givesANewIdWhereSomethingElseHasIt(@TempDir Path first, @TempDir Path second) {
		String export;
		try (TestBus bus = this.backend.start(first)) {
			new Memories(bus, "a").add("From the first store.");
			export = body(bus.get("/memory/export"));
		}
		try (TestBus bus = this.backend.start(second)) {
			Memories facts = new Memories(bus, "a");
			facts.add("From the second store.");
			assertThat(TestBus.json(read(bus, export)).path("imported").asInt()).isEqualTo(1);
			assertThat(facts.everything("store")).hasSize(2);
			for (String lines : List.of("", "{}", "nonsense", "[1]", "{\"format\":\"aura-memory\",\"version\":2}")) {
				assertThat(read(bus, lines).statusCode()).as(lines).isEqualTo(422);
			}
			String head = export.lines().findFirst().orElseThrow() + "\n";
			for (String[] wrong : new String[][] { { head, "cut off after line 1" },
					{ head + "{\"id\":\"0\",\"start\":0,\"version\":1}", "line 2: id: 0" },
					{ head + "{\"colour\":1}", "line 2" }, { head + "{\"end\":7}", "line 2: end: 7" },
					{ head + "{\"id\"", "line 1" },
					{ export.replaceFirst("\"embedding\":\"[^\"]*\"", "\"embedding\":\"AAAA\""), "embedding: 3 bytes" },
					{ export.replace("\"a\"", "\"a b\""), "namespace: a b" },
					{ head + export.lines().toList().get(1), "cut off" } }) {
				HttpResponse<String> response = read(bus, wrong[0]);
				assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
				assertThat(response.body()).contains(wrong[1]).doesNotContain("Exception", "tools.jackson");
			}
			assertThat(read(bus, head + String.join("\n", Collections.nCopies(3, "{\"end\":0}"))).statusCode())
				.isEqualTo(422);
			assertThat(bus.get("/memory/export?namespace=a%20b").statusCode()).isEqualTo(422);
			assertThat(facts.everything("store")).hasSize(2);
		}
	}

	@Test
	void leavesWhatWasCorrectedSinceTheExportAsItIs(@TempDir Path directory) {
		try (TestBus bus = this.backend.start(directory)) {
			Memories facts = new Memories(bus, "facts");
			String id = facts.add("The ferry leaves at nine.");
			facts.add("Lantern." + " ".repeat(20_000) + "Harbour.");
			String export = body(bus.get("/memory/export"));
			bus.send(bus.request("/memory/" + id)
				.header("Content-Type", "application/json")
				.PUT(HttpRequest.BodyPublishers.ofString("{\"text\":\"The ferry leaves at ten.\"}")));
			JsonNode result = TestBus.json(read(bus, export));
			assertThat(result.path("imported").asInt()).as(result.toString()).isZero();
			assertThat(facts.texts("ferry", Map.of("mode", "lexical"))).containsExactly("The ferry leaves at ten.");
			assertThat(facts.texts("harbour", Map.of("mode", "dense"))).noneMatch(String::isBlank);
		}
	}

	@Test
	void namesWhatIsWrongInAHostileLine(@TempDir Path directory) {
		try (TestBus bus = this.backend.start(directory)) {
			String head = body(bus.get("/memory/export")).lines().findFirst().orElseThrow() + "\n";
			String line = "{\"id\":\"1\",\"start\":0,\"version\":1,\"text\":\"x\",";
			for (String[] wrong : new String[][] { { line + "\"history\":[null]}", "history: null" },
					{ line + "\"createdAt\":\"+1000000000-12-31T23:59:59Z\"}", "createdAt: +1000000000-12-31" },
					{ line.replace("\"1\"", "\"999999999999999999\"") + "\"importance\":1}", "id: 9999" },
					{ line.replace("\"x\"", "\"\"") + "\"importance\":1}", "text: empty" } }) {
				HttpResponse<String> response = read(bus, head + wrong[0]);
				assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
				assertThat(response.body()).contains("line 2: " + wrong[1]);
			}
		}
	}

	private static List<String> sameButAge(List<JsonNode> hits) {
		return hits.stream().map((hit) -> hit.toString().replaceAll("\"(ageSeconds|score)\":[^,]*,", "")).toList();
	}

	private static HttpResponse<String> read(TestBus bus, String lines) {
		return bus.send(bus.request("/memory/import")
			.header("Content-Type", "application/x-ndjson")
			.POST(HttpRequest.BodyPublishers.ofString(lines)));
	}

	private static String body(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
