package dev.aura.kernel.serve;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedServers;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server of runs between a scripted model and a scripted bus, and how tests talk to it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RunsApi extends ScriptedServers {

	static final JsonMapper json = JsonMapper.builder().build();

	final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.http.close();
	}

	static void assertProblem(HttpResponse<String> response, int status, String name) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(json(response).path("type").asString()).isEqualTo("urn:aura:problem:" + name);
		assertThat(response.body()).doesNotContain("Exception").doesNotContain("org.springframework");
	}

	/** Starts the server, or stops it and starts it anew. */
	void serve(Map<String, String> more) {
		if (this.context != null) {
			this.context.close();
		}
		Map<String, String> settings = new HashMap<>(Map.of("AURA_HOME", this.home.toString(), "AURA_KERNEL_PORT", "0",
				"OPENAI_BASE_URL", this.model.address().toString(), "AURA_BUS_URL", this.bus.address().toString(),
				"AURA_BUS_TOKEN", ScriptedBus.TOKEN));
		settings.putAll(more);
		this.context = KernelServer.start(new Settings(settings));
	}

	/** A run that waits for a person. */
	String waiting(String task) throws Exception {
		String id = submit("{\"task\":\"" + task + "\"}");
		await(id, "waiting");
		return id;
	}

	String submit(String body) throws Exception {
		HttpResponse<String> accepted = post("/runs", body);
		assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
		return json(accepted).path("id").asString();
	}

	String status(String id) {
		try {
			return json(get("/runs/" + id)).path("status").asString();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	void await(String id, String status) throws Exception {
		for (int i = 0; i < 3000 && !status.equals(status(id)); i++) {
			Thread.sleep(10);
		}
		assertThat(status(id)).isEqualTo(status);
	}

	/** Follows a run, from its first event on a thread of its own, to its last. */
	Future<List<JsonNode>> follow(String id, String lastEventId) throws Exception {
		Stream<JsonNode> stream = stream(id, lastEventId);
		FutureTask<List<JsonNode>> events = new FutureTask<>(stream::toList);
		Thread.ofVirtual().start(events);
		return events;
	}

	/** As when its process had died then. */
	void cutOffAfterTheFirstStep(String id) throws Exception {
		cutOff(id, "\"type\":\"tool_result\"");
	}

	void cutOffBeforeTheFirstStep(String id) throws Exception {
		cutOff(id, "\"type\":\"model\"");
	}

	void cutOff(String id, String behind) throws Exception {
		Path journal = this.home.resolve("runs/" + id + "/journal.jsonl");
		List<String> lines = Files.readAllLines(journal);
		int last = IntStream.range(0, lines.size())
			.filter((i) -> lines.get(i).contains(behind))
			.findFirst()
			.orElseThrow();
		Files.write(journal, lines.subList(0, last + 1));
	}

	static List<String> types(List<JsonNode> events) {
		return events.stream().map((event) -> event.path("type").asString()).toList();
	}

	static void assertNumberedFrom(int first, List<JsonNode> events) {
		assertThat(events).extracting((event) -> event.path("seq").asInt())
			.isEqualTo(IntStream.range(first, first + events.size()).boxed().toList());
	}

	List<JsonNode> events(String id, String lastEventId) throws Exception {
		return stream(id, lastEventId).toList();
	}

	Stream<JsonNode> stream(String id, String lastEventId) throws Exception {
		HttpResponse<Stream<String>> response = this.http.send(
				request("/runs/" + id + "/events").header("Last-Event-ID", lastEventId).GET().build(),
				HttpResponse.BodyHandlers.ofLines());
		return response.body()
			.filter((line) -> line.startsWith("data:"))
			.map((line) -> json.readTree(line.substring("data:".length())));
	}

	HttpResponse<String> keyed(String key, String body) throws Exception {
		return send(request("/runs").header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> get(String path) throws Exception {
		return send(request(path).GET());
	}

	HttpResponse<String> post(String path, String body) throws Exception {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	HttpRequest.Builder request(String path) {
		String port = Objects.requireNonNull(this.context).getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.header("Authorization", "Bearer " + ScriptedBus.TOKEN);
	}

	static JsonNode json(HttpResponse<String> response) {
		return json.readTree(response.body());
	}

}
