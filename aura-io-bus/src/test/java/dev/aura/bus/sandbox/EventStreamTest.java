package dev.aura.bus.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class EventStreamTest {

	private static final String EXECUTE = "/sandbox/execute?stream";

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory);
		sandbox = Sandbox.isolated(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@BeforeEach
	void tidy() throws IOException {
		for (String name : List.of("go", "done", "begun")) {
			Files.deleteIfExists(bus.workspace().resolve(name));
		}
	}

	/** Reads events one by one. */
	private record Events(HttpResponse<InputStream> response, BufferedReader reader) implements AutoCloseable {

		static Events of(String path, Map<String, Object> request, String... headers) throws Exception {
			HttpRequest.Builder call = bus.request(path)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(request)));
			if (headers.length > 0) {
				call.headers(headers);
			}
			HttpResponse<InputStream> response = http.send(call.build(), HttpResponse.BodyHandlers.ofInputStream());
			return new Events(response,
					new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
		}

		@Nullable Event next() {
			try {
				String name = this.reader.readLine();
				if (name == null) {
					return null;
				}
				String data = this.reader.readLine();
				assertThat(name).startsWith("event: ");
				assertThat(data).startsWith("data: ");
				assertThat(this.reader.readLine()).isEmpty();
				return new Event(name.substring(7), json.readTree(data.substring(6)));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		List<Event> rest() {
			List<Event> all = new ArrayList<>();
			for (Event event = next(); event != null; event = next()) {
				all.add(event);
			}
			return all;
		}

		@Override
		public void close() throws IOException {
			this.reader.close();
		}

	}

	private record Event(String name, JsonNode data) {

		static String text(List<Event> events, String name) {
			return String.join("",
					events.stream()
						.filter((event) -> event.name().equals(name))
						.map((event) -> event.data().path("text").asString())
						.toList());
		}

	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					bash       | echo one; until [ -e go ]; do sleep 0.05; done; echo two >&2
					python     | import os, sys, time; print('one')#while not os.path.exists('go'): time.sleep(0.05)#print('two', file=sys.stderr)
					javascript | console.log('one'); const wait = () => require('fs').existsSync('go') ? console.error('two') : setTimeout(wait, 50); wait()
					""")
	void passesOnOutputAsItComesAndTheResultLast(String language, String code) throws Exception {
		sandbox.requireLanguage(language);
		try (Events events = Events.of(EXECUTE, Map.of("language", language, "code", code.replace('#', '\n')))) {
			assertThat(events.response().headers().firstValue("Content-Type")).contains("text/event-stream");
			assertThat(events.next()).hasToString("Event[name=stdout, data={\"text\":\"one\\n\"}]");
			bus.put("go", "");

			List<Event> rest = events.rest();

			assertThat(rest.stream().map(Event::name)).containsExactly("stderr", "result");
			assertThat(Event.text(rest, "stderr")).isEqualTo("two\n");
			JsonNode result = rest.getLast().data();
			assertThat(result.path("stdout").asString()).isEqualTo("one\n");
			assertThat(result.path("stderr").asString()).isEqualTo("two\n");
			assertThat(result.path("outcome").asString()).isEqualTo("completed");
			assertThat(result.propertyNames()).isEqualTo(sandbox.bash("echo x").propertyNames());
		}
	}

	@Test
	void streamsFromASession() throws Exception {
		String id = TestBus.json(bus.post("/sandbox/sessions", Map.of("language", "bash"))).path("id").asString();
		for (int i = 1; i <= 2; i++) {
			try (Events events = Events.of("/sandbox/sessions/" + id + "/execute?stream",
					Map.of("code", "echo $((++n))"))) {
				List<Event> all = events.rest();

				assertThat(Event.text(all, "stdout")).isEqualTo(i + "\n");
				assertThat(all.getLast().data().path("ended").asBoolean(true)).isFalse();
			}
		}
		bus.delete("/sandbox/sessions/" + id);
	}

	@Test
	void cutsNoCharacterInTwo() throws Exception {
		try (Events events = Events.of(EXECUTE, Map.of("language", "bash", "code",
				"printf '\\xc3'; sleep 0.3; printf '\\xa4\\xff'; sleep 0.3; printf '\\xf0\\x9f'"))) {
			assertThat(Event.text(events.rest(), "stdout")).isEqualTo("ä\uFFFD\uFFFD");
		}
	}

	@Test
	void makesAProgramWaitForItsReader() throws Exception {
		try (Events events = Events.of(EXECUTE,
				Map.of("language", "bash", "code", "head -c 30000000 /dev/zero | tr '\\0' x; touch done"))) {
			assertThat(events.next()).isNotNull();
			Thread.sleep(1000);
			assertThat(bus.workspace().resolve("done")).doesNotExist();

			List<Event> rest = events.rest();

			assertThat(rest.getLast().data().path("outcome").asString()).isEqualTo("completed");
			assertThat(Event.text(rest, "stdout").length()).isBetween(29_900_000, 30_000_000);
			assertThat(bus.workspace().resolve("done")).exists();
		}
	}

	@Test
	void endsAProgramAtItsDeadlineAlsoWhileItsReaderIsSlow() throws Exception {
		try (Events events = Events.of(EXECUTE,
				Map.of("language", "bash", "code", "touch begun; exec cat /dev/zero", "timeoutSeconds", 1))) {
			assertThat(events.next()).isNotNull();
			Thread.sleep(1500);
			assertThat(sandbox.survivors()).isEmpty();

			assertThat(events.rest().getLast().data().path("outcome").asString()).isEqualTo("timedOut");
		}
	}

	@Test
	void killsTheWholeTreeWhenItsReaderGoesAway() throws Exception {
		String body = "{\"language\": \"bash\", \"code\": \"(setsid nohup sleep 600 >/dev/null 2>&1 &); touch begun; while :; do echo x; sleep 0.01; done\"}";
		try (Socket connection = new Socket("127.0.0.1", bus.uri("/").getPort())) {
			connection.getOutputStream()
				.write(("POST " + EXECUTE + " HTTP/1.1\r\nHost: bus\r\nAuthorization: Bearer " + TestBus.TOKEN
						+ "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.UTF_8));
			BusProcess.eventually(() -> Files.exists(bus.workspace().resolve("begun")));
			assertThat(sandbox.running()).isNotEmpty();
		}

		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void answersTheResultAgainUnderTheSameKey() throws Exception {
		String[] key = { "Idempotency-Key", UUID.randomUUID().toString() };
		Map<String, Object> request = Map.of("language", "bash", "code", "echo run | tee -a runs");
		Event result;
		try (Events events = Events.of(EXECUTE, request, key)) {
			List<Event> all = events.rest();
			assertThat(all.stream().map(Event::name)).containsExactly("stdout", "result");
			result = all.getLast();
		}
		try (Events again = Events.of(EXECUTE, request, key)) {
			assertThat(again.response().headers().firstValue("Idempotency-Replayed")).contains("true");
			assertThat(again.rest()).containsExactly(result);
		}
		assertThat(bus.workspace().resolve("runs")).hasContent("run\n");
	}

	@Test
	void refusesAsWithoutStreaming() {
		HttpResponse<String> refused = bus.post(EXECUTE, Map.of("language", "ruby", "code", "1"));

		assertThat(refused.statusCode()).isEqualTo(422);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(TestBus.json(bus.post("/sandbox/execute?stream=false", Map.of("language", "bash", "code", "echo x")))
			.path("stdout")
			.asString()).isEqualTo("x\n");
	}

}
