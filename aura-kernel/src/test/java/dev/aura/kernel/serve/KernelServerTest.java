package dev.aura.kernel.serve;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.settings.SettingException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KernelServerTest extends RunsApi {

	@Test
	void carriesATaskOutAndTellsItsAnswer() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("The answer.");
		serve(Map.of());

		HttpResponse<String> accepted = post("/runs", "{\"task\":\"Recall\"}");
		String id = json(accepted).path("id").asString();
		events(id, "");

		assertThat(accepted.statusCode()).isEqualTo(202);
		assertThat(accepted.headers().firstValue("Location")).contains("/runs/" + id);
		JsonNode run = json(get("/runs/" + id));
		assertThat(run.path("status").asString()).isEqualTo("answered");
		assertThat(run.path("answer").asString()).isEqualTo("The answer.");
		assertThat(run.path("steps").asInt()).isEqualTo(2);
		assertThat(run.path("tokens").asInt()).isEqualTo(220);
		assertThat(json(get("/runs")).path("runs").get(0).path("id").asString()).isEqualTo(id);
	}

	@Test
	void streamsEventsAndGoesOnAfterTheLastOneSeen() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("The answer.");
		serve(Map.of());
		String id = json(post("/runs", "{\"task\":\"Recall\"}")).path("id").asString();

		List<JsonNode> live = events(id, "");
		List<JsonNode> replayed = events(id, "");
		List<JsonNode> rest = events(id, "4");

		assertThat(live.getLast().path("type").asString()).isEqualTo("answered");
		assertThat(replayed).isEqualTo(live);
		assertThat(rest).isEqualTo(live.subList(4, live.size()));
	}

	@Test
	void cancelsARunAtOnce() throws Exception {
		this.model.stalls("Thinking about it for ever");
		serve(Map.of());
		String id = json(post("/runs", "{\"task\":\"Think\"}")).path("id").asString();
		this.model.awaitStall();

		HttpResponse<String> cancelled = post("/runs/" + id + "/cancel", "");
		List<JsonNode> events = events(id, "");

		assertThat(cancelled.statusCode()).isEqualTo(200);
		assertThat(events.getLast().path("type").asString()).isEqualTo("interrupted");
		assertThat(json(post("/runs/" + id + "/cancel", "")).path("status").asString()).isEqualTo("interrupted");
	}

	@Test
	void queuesARunBeyondTheLimitAndCancelsItThere() throws Exception {
		this.model.stalls("Thinking about it for ever");
		serve(Map.of("AURA_KERNEL_RUNS", "1"));
		String first = json(post("/runs", "{\"task\":\"Think\"}")).path("id").asString();
		this.model.awaitStall();

		String second = json(post("/runs", "{\"task\":\"Wait\"}")).path("id").asString();
		String status = json(get("/runs/" + second)).path("status").asString();
		post("/runs/" + second + "/cancel", "");
		List<JsonNode> events = events(second, "");

		assertThat(status).isEqualTo("queued");
		assertThat(events).extracting((event) -> event.path("type").asString())
			.containsExactly("run_started", "interrupted");
		assertThat(json(get("/runs/" + first)).path("status").asString()).isEqualTo("running");
		assertThat(this.model.requests()).hasSize(1);
	}

	@Test
	void endsOpenStreamsAndRunsWhenItStops() throws Exception {
		this.model.stalls("Thinking about it for ever");
		serve(Map.of());
		String id = json(post("/runs", "{\"task\":\"Think\"}")).path("id").asString();
		this.model.awaitStall();
		HttpResponse<Stream<String>> stream = this.http.send(request("/runs/" + id + "/events").GET().build(),
				HttpResponse.BodyHandlers.ofLines());

		context().close();

		assertThat(stream.body().toList()).anyMatch((line) -> line.contains("\"type\":\"interrupted\""));
	}

	@Test
	void asksForTheTokenButForTheHealth() throws Exception {
		serve(Map.of());

		HttpResponse<String> refused = this.http.send(
				HttpRequest.newBuilder(uri("/runs")).header("Authorization", "Bearer wrong").GET().build(),
				HttpResponse.BodyHandlers.ofString());
		HttpResponse<String> health = this.http.send(HttpRequest.newBuilder(uri("/actuator/health")).GET().build(),
				HttpResponse.BodyHandlers.ofString());

		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(json(refused).path("type").asString()).isEqualTo("urn:aura:problem:unauthenticated");
		assertThat(json(health).path("status").asString()).isEqualTo("UP");
		assertThat(json(health).path("components").path("bus").path("status").asString()).isEqualTo("UP");
		assertThat(json(health).path("components").path("model").path("details").path("name").asString())
			.isEqualTo("scripted");
	}

	@Test
	void isUpWithoutAModelAndSaysHowToGetOne() throws Exception {
		serve(Map.of("OPENAI_BASE_URL", "", "OLLAMA_HOST", "127.0.0.1:9", "AURA_LOCAL", "off"));

		HttpResponse<String> refused = post("/runs", "{\"task\":\"Ask\"}");

		assertThat(json(get("/actuator/health")).path("status").asString()).isEqualTo("UP");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(json(refused).path("type").asString()).isEqualTo("urn:aura:problem:unavailable");
		assertThat(json(refused).path("detail").asString()).contains("OPENAI_API_KEY", "ollama", "OPENAI_BASE_URL");
		assertThat(json(get("/runs")).path("runs").isEmpty()).isTrue();
	}

	@Test
	void namesAPortThatIsTaken() {
		String taken = Integer.toString(this.bus.address().getPort());

		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> serve(Map.of("AURA_KERNEL_PORT", taken)))
			.withMessage("AURA_KERNEL_PORT: %s (expected: a port that is free)", taken);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			OPENAI_BASE_URL | http://127.0.0.1:9/v1 | AURA_MODEL: not set, and http://127.0.0.1:9/v1/models names none
			AURA_MODEL      | local:typo            | AURA_MODEL: local:typo (expected: local, local:/path/file.gguf
			AURA_MAX_USD    | 5                     | AURA_MAX_USD: 5, and no price of the model scripted is known
			""")
	void namesASettingThatLeadsToNoModel(String variable, String value, String message) {
		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> serve(Map.of(variable, value)))
			.withMessageStartingWith(message);
	}

	@Test
	void isHealthyWhileItLooksForAModel() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		AtomicBoolean slow = new AtomicBoolean();
		try (MockWebServer ollama = new MockWebServer()) {
			ollama.setDispatcher(new Dispatcher() {
				@Override
				public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
					if (slow.get()) {
						asked.countDown();
						answer.await();
					}
					return new MockResponse.Builder().code(404).build();
				}
			});
			ollama.start(InetAddress.getByName("127.0.0.1"), 0);
			serve(Map.of("OPENAI_BASE_URL", "", "OLLAMA_HOST", "127.0.0.1:" + ollama.getPort(), "AURA_LOCAL", "off"));
			slow.set(true);
			CompletableFuture<HttpResponse<String>> submitted = this.http
				.sendAsync(request("/runs").header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{\"task\":\"Ask\"}"))
					.build(), HttpResponse.BodyHandlers.ofString());
			asked.await();

			HttpResponse<String> health = this.http.send(
					request("/actuator/health").timeout(Duration.ofSeconds(3)).GET().build(),
					HttpResponse.BodyHandlers.ofString());
			boolean stillLooking = !submitted.isDone();
			answer.countDown();

			assertThat(json(health).path("status").asString()).isEqualTo("UP");
			assertThat(stillLooking).isTrue();
			assertThat(submitted.get().statusCode()).isEqualTo(503);
		}
	}

	@Test
	void answersProblems() throws Exception {
		serve(Map.of());

		assertProblem(post("/runs", "{\"task\":\" \"}"), 422, "unusable-value");
		assertProblem(post("/runs", "{}"), 422, "unusable-value");
		assertProblem(post("/runs", "{\"task\":"), 400, "malformed-request");
		assertProblem(post("/runs", "{\"task\":\"x\",\"speed\":9}"), 400, "malformed-request");
		assertProblem(post("/runs", "[]"), 400, "malformed-request");
		assertProblem(post("/runs", "{\"task\":\"" + "x".repeat(1_000_001) + "\"}"), 413, "too-large");
		assertProblem(post("/runs", "{\"task\":\"" + "x".repeat(9_000_000) + "\"}"), 413, "too-large");
		assertProblem(get("/runs/r-20261122-193000-ab12"), 404, "not-found");
		assertProblem(get("/runs/..%2F..%2Fetc/events"), 400, "malformed-request");
		assertProblem(get("/nowhere"), 404, "not-found");
		assertProblem(get("/actuator/env"), 404, "not-found");
		assertProblem(send(request("/runs").DELETE()), 405, "method-not-allowed");
		assertProblem(send(
				request("/runs").header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString("x"))),
				415, "unsupported-media-type");
	}

	private ConfigurableApplicationContext context() {
		return Objects.requireNonNull(this.context);
	}

	private URI uri(String path) {
		return URI
			.create("http://127.0.0.1:" + context().getEnvironment().getRequiredProperty("local.server.port") + path);
	}

}
