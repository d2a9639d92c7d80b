package dev.aura.bus.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class OpenApiDocumentTest {

	private static final Set<String> KEYED = Set.of("post /fs/write", "post /fs/edit", "post /fs/move",
			"delete /fs/delete", "put /fs/raw/{path}", "post /sandbox/execute", "post /sandbox/sessions",
			"delete /sandbox/sessions/{id}", "post /sandbox/sessions/{id}/execute",
			"post /sandbox/sessions/{id}/interrupt", "put /sandbox/sessions/{id}/files/{path}", "post /memory/add",
			"put /memory/{id}", "delete /memory/{id}", "post /memory/forget", "delete /memory/namespaces/{namespace}",
			"post /memory/ingest", "post /memory/import", "delete /memory/ingest/{job}");

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static JsonNode document;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory);
		document = TestBus.json(bus.get("/v3/api-docs"));
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void listsEveryCallWithItsParametersAndNoOther() {
		assertThat(operations().entrySet().stream().map((call) -> call.getKey() + " " + parameters(call.getValue())))
			.containsExactlyInAnyOrder("post /fs/write []", "get /fs/read [path!, offset, limit]", "post /fs/edit []",
					"get /fs/list [path, glob, recursive]", "get /fs/search [query!, path, glob]", "post /fs/move []",
					"delete /fs/delete [path!]", "get /fs/raw/{path} [path!]", "put /fs/raw/{path} [path!]",
					"post /sandbox/execute [stream]", "get /sandbox/tiers []", "get /sandbox/languages []",
					"post /sandbox/sessions []", "get /sandbox/sessions []", "get /sandbox/sessions/{id} [id!]",
					"delete /sandbox/sessions/{id} [id!]", "post /sandbox/sessions/{id}/execute [stream, id!]",
					"post /sandbox/sessions/{id}/interrupt [id!]",
					"get /sandbox/sessions/{id}/files/{path} [id!, path!]",
					"put /sandbox/sessions/{id}/files/{path} [id!, path!]", "post /memory/add []",
					"post /memory/query []", "get /memory/query [query!, k, namespace, mode]", "put /memory/{id} [id!]",
					"delete /memory/{id} [id!]", "get /memory/{id}/history [id!]", "post /memory/forget []",
					"post /memory/ingest []", "get /memory/export [namespace, embeddings]", "post /memory/import []",
					"get /memory/ingest/{job} [job!]", "delete /memory/ingest/{job} [job!]",
					"delete /memory/namespaces/{namespace} [namespace!]", "get /memory/stats []",
					"get /web/search [query!, maxResults, region, freshness]", "get /web/fetch [url!, offset, limit]");
	}

	@Test
	void offersTheIdempotencyKeyWhereSomethingIsChanged() {
		Set<String> keyed = operations().entrySet()
			.stream()
			.filter((call) -> call.getValue().path("parameters").toString().contains("\"Idempotency-Key\""))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		assertThat(keyed).isEqualTo(KEYED);
	}

	@Test
	void namesNoClassAndAsksForTheToken() {
		assertThat(document.toString()).doesNotContain("dev.aura", "java.", "ProblemDetail");
		assertThat(document.path("security").toString()).contains("token");
	}

	@Test
	void showsItInABrowserThatHasTheToken() {
		assertThat(bus.get("/docs").headers().firstValue("Location")).contains("/swagger-ui/index.html");
		assertThat(bus.get("/swagger-ui/index.html").body()).contains("swagger-ui");
		assertThat(bus.get("/v3/api-docs/swagger-config").statusCode()).isEqualTo(200);
	}

	private static Map<String, JsonNode> operations() {
		Map<String, JsonNode> calls = new TreeMap<>();
		document.path("paths")
			.properties()
			.forEach((path) -> path.getValue()
				.properties()
				.forEach((method) -> calls.put(method.getKey() + " " + path.getKey(), method.getValue())));
		return calls;
	}

	private static List<String> parameters(JsonNode operation) {
		return operation.path("parameters")
			.valueStream()
			.filter((parameter) -> !parameter.path("in").asString("").equals("header"))
			.map((parameter) -> parameter.path("name").asString("")
					+ (parameter.path("required").asBoolean(false) ? "!" : ""))
			.toList();
	}

}
