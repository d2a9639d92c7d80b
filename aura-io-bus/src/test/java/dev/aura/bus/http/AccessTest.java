package dev.aura.bus.http;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AccessTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.http.max-body=64KB");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void answersHealthWithoutAToken() {
		HttpResponse<String> response = bus.send(HttpRequest.newBuilder(bus.uri("/actuator/health")).GET());
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fs/list", "/sandbox/tiers", "/v3/api-docs", "/docs", "/actuator", "/nowhere",
			"/actuator/health/../../fs/list", "/actuator/health;x=/fs/list", "//actuator/health" })
	void refusesEverythingElseWithoutAToken(String path) {
		HttpResponse<String> response = bus.send(HttpRequest.newBuilder(bus.uri(path)).GET());
		assertThat(response.statusCode()).isIn(400, 401);
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/problem+json"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer", "Bearer ", "Bearer wrong", "Basic " + TestBus.TOKEN, TestBus.TOKEN,
			"Bearer " + TestBus.TOKEN + "x" })
	void refusesAWrongTokenAndSaysWhereTheRightOneIs(String header) {
		HttpResponse<String> response = bus
			.send(HttpRequest.newBuilder(bus.uri("/nowhere")).header("Authorization", header));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"aura\"");
		assertThat(TestBus.json(response).path("type").asString()).isEqualTo("urn:aura:problem:unauthenticated");
		assertThat(response.body()).contains(".aura/token").doesNotContain(directory.toString());
	}

	@Test
	void makesATokenForTheOwnerOnlyAndKeepsIt(@TempDir Path fresh) throws Exception {
		Path token = fresh.resolve("home/token");
		try (TestBus first = TestBus.start(fresh, "aura.bus-token=")) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token))).isEqualTo("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.home())))
				.isEqualTo("rwx------");
		}
		String made = Files.readString(token).strip();
		try (TestBus second = TestBus.start(fresh, "aura.bus-token=")) {
			assertThat(made).hasSize(64);
			assertThat(second
				.send(HttpRequest.newBuilder(second.uri("/nowhere")).header("Authorization", "Bearer " + made))
				.statusCode()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/fs/write        | {"path": "a", "content": "
			/memory/add      | {"text": "
			/sandbox/execute | {"language": "bash", "code": "
			/sandbox/execute | {"unknown": "
			""")
	void refusesABodyOverTheLimitWhetherDeclaredOrNot(String path, String beginning) {
		byte[] large = (beginning + "x".repeat(100_000) + "\"}").getBytes(StandardCharsets.UTF_8);
		HttpRequest.Builder request = bus.request(path).header("Content-Type", "application/json");
		HttpRequest.BodyPublisher declared = HttpRequest.BodyPublishers.ofByteArray(large);
		HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers
			.ofInputStream(() -> new ByteArrayInputStream(large));

		assertThat(bus.send(request.POST(declared)).statusCode()).isEqualTo(413);
		assertThat(bus.send(request.POST(chunked)).statusCode()).isEqualTo(413);
		assertThat(bus.send(request.POST(chunked).header("Idempotency-Key", path)).statusCode()).isEqualTo(413);
	}

	@Test
	void answersAProblemToWhatTheContainerRefuses() throws Exception {
		String answer = raw("GET /a^b|c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400")
			.contains("application/problem+json")
			.contains("urn:aura:problem:malformed-request")
			.doesNotContain("Exception", "Tomcat");
	}

	@Test
	void saysWhatAValueOfTheWrongTypeShouldHaveBeen() {
		assertThat(detail(Map.of("query", "x", "k", 2.5))).isEqualTo("k: 2.5 (expected: a whole number)");
		assertThat(detail(Map.of("query", 5))).isEqualTo("query: 5 (expected: text)");
		assertThat(detail(Map.of("query", "x", "q".repeat(5_000), 1))).startsWith("qqq").hasSizeLessThan(300);
	}

	private static String detail(Map<String, Object> query) {
		return TestBus.json(bus.post("/memory/query", query)).path("detail").asString();
	}

	@Test
	void answersInJsonWhateverTheCallerAccepts() {
		HttpResponse<String> written = bus.send(bus.request("/fs/write")
			.header("Content-Type", "application/json")
			.header("Accept", "text/html")
			.POST(HttpRequest.BodyPublishers.ofString("{\"path\":\"accepted\",\"content\":\"\"}")));
		assertThat(written.statusCode()).isEqualTo(200);
		assertThat(written.headers().firstValue("Content-Type")).contains("application/json");
	}

	@Test
	void answersEveryCallWithTheIdItLoggedItUnder() {
		assertThat(bus.get("/nowhere").headers().firstValue("X-Request-Id"))
			.hasValueSatisfying((id) -> assertThat(id).matches("[0-9a-f]{16}"));
	}

	private static String raw(String request) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", bus.uri("/").getPort())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
