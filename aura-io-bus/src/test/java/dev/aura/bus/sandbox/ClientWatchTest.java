package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ClientWatchTest {

	private static final String ENDLESS = "trap '' TERM HUP; (setsid nohup sleep 600 >/dev/null 2>&1 &); touch begun; sleep 600";

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

	/** How a client may go away. */
	enum Leaving {

		CLOSING {
			@Override
			void leave(Socket connection) throws IOException {
				connection.close();
			}
		},
		RESETTING {
			@Override
			void leave(Socket connection) throws IOException {
				connection.setSoLinger(true, 0);
				connection.close();
			}
		},
		CLOSING_ITS_HALF {
			@Override
			void leave(Socket connection) throws IOException {
				connection.shutdownOutput();
			}
		};

		abstract void leave(Socket connection) throws IOException;

	}

	@ParameterizedTest
	@EnumSource
	void killsTheWholeTreeWhenItsClientGoesAway(Leaving leaving) throws Exception {
		try (Socket connection = connect()) {
			send(connection, "", request(ENDLESS));
			awaitBegin();

			leaving.leave(connection);

			assertThat(sandbox.survivors()).isEmpty();
		}
	}

	@Test
	void killsTheProgramOfAClientThatSentItsRequestInChunks() throws Exception {
		try (Socket connection = connect()) {
			String body = request(ENDLESS);
			connection.getOutputStream()
				.write((head("Transfer-Encoding: chunked") + Integer.toHexString(body.length()) + "\r\n" + body
						+ "\r\n0\r\n\r\n")
					.getBytes(StandardCharsets.UTF_8));
			awaitBegin();
		}

		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void answersACallThatItsClientCutOffAsUnknownAndDoesNotRunItAgain() throws Exception {
		String key = UUID.randomUUID().toString();
		String body = request("echo run >> runs; " + ENDLESS);
		try (Socket connection = connect()) {
			send(connection, "Idempotency-Key: " + key + "\r\n", body);
			awaitBegin();
			assertThat(again(key, body).body()).contains("\"outcome\":\"inFlight\"");
		}

		BusProcess.eventually(() -> !again(key, body).body().contains("inFlight"));
		HttpResponse<String> answer = again(key, body);

		assertThat(answer.statusCode()).isEqualTo(409);
		JsonNode problem = TestBus.json(answer);
		assertThat(problem.path("type").asString()).isEqualTo("urn:aura:problem:outcome-unknown");
		assertThat(problem.path("outcome").asString()).isEqualTo("unknown");
		assertThat(problem.path("detail").asString()).contains("The caller went away");
		assertThat(bus.workspace().resolve("runs")).hasContent("run\n");
	}

	@Test
	void answersAClientThatAlreadySentItsNextRequest() throws Exception {
		try (Socket connection = connect()) {
			send(connection, "", request("sleep 0.5; echo first"));
			send(connection, "Connection: close\r\n", request("echo second"));

			String answers = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

			assertThat(answers).containsSubsequence("HTTP/1.1 200", "first\\n", "HTTP/1.1 200", "second\\n");
		}
	}

	@Test
	void answersAClientThatOnlyWaits() {
		assertThat(sandbox.bash("sleep 1; echo done").path("stdout").asString()).isEqualTo("done\n");
	}

	private static void awaitBegin() throws Exception {
		Path begun = bus.workspace().resolve("begun");
		BusProcess.eventually(() -> Files.exists(begun));
		assertThat(begun).exists();
		Files.delete(begun);
		assertThat(sandbox.running()).isNotEmpty();
	}

	private static HttpResponse<String> again(String key, String body) {
		return bus.send(bus.request("/sandbox/execute")
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private static Socket connect() throws IOException {
		return new Socket("127.0.0.1", bus.uri("/").getPort());
	}

	private static void send(Socket connection, String headers, String body) throws IOException {
		connection.getOutputStream()
			.write((head(headers + "Content-Length: " + body.length()) + body).getBytes(StandardCharsets.UTF_8));
	}

	private static String head(String headers) {
		return "POST /sandbox/execute HTTP/1.1\r\nHost: bus\r\nAuthorization: Bearer " + TestBus.TOKEN
				+ "\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n";
	}

	private static String request(String code) {
		return "{\"language\": \"bash\", \"code\": \"%s\"}".formatted(code);
	}

}
