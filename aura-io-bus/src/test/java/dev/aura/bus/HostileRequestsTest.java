package dev.aura.bus;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class HostileRequestsTest {

	private static final JsonMapper json = JsonMapper.builder().build();

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static List<String> outside = List.of();

	@BeforeAll
	static void start() throws IOException {
		Files.writeString(directory.resolve("canary"), "alive");
		bus = TestBus.start(directory, "aura.http.max-body=64KB", "aura.fs.max-file=256KB",
				"aura.web.search-url=http://127.0.0.1:9/");
		bus.put("file.txt", "one\ntwo\n");
		bus.put("bytes.bin", "0123456789");
		outside = outside();
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	static List<HostileRequest> requests() throws Exception {
		return HostileRequest.all();
	}

	@ParameterizedTest
	@MethodSource("requests")
	void answersWithAProblemThatGivesNothingAway(HostileRequest request) throws IOException {
		RawHttp.Answer answer;
		try (RawHttp connection = RawHttp.connect(bus)) {
			answer = connection.send(request.bytes()).end().answer();
		}
		assertThat(answer.status()).as(answer.text()).isIn(request.statuses());
		assertThat(answer.text()).doesNotContain(directory.toString(), "Exception", "java.", "dev.aura", "org.",
				"\tat ");
		if (answer.status() >= 400) {
			assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
			assertThatBodyIsAProblem(request, answer);
		}
		assertThat(outside()).isEqualTo(outside);
		assertThat(Path.of("/tmp/aura-hostile-written")).doesNotExist();
		assertThat(directory.resolve("canary")).hasContent("alive");
		assertThatBusIsHealthy();
	}

	private static void assertThatBodyIsAProblem(HostileRequest request, RawHttp.Answer answer) {
		if (request.bytes().startsWith("HEAD ")) {
			assertThat(answer.body()).isEmpty();
			return;
		}
		JsonNode problem = json.readTree(answer.body());
		assertThat(problem.path("type").asString("")).startsWith("urn:aura:problem:");
		assertThat(problem.path("status").asInt(0)).isEqualTo(answer.status());
		assertThat(problem.path("title").asString("")).isNotBlank();
		assertThat(problem.path("detail").asString("")).isNotBlank().hasSizeLessThan(2_000);
	}

	private static void assertThatBusIsHealthy() {
		HttpResponse<String> health = bus.get("/actuator/health");
		assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
	}

	@Test
	void coversAtLeastTwoHundredRequests() throws Exception {
		assertThat(HostileRequest.all()).hasSizeGreaterThanOrEqualTo(200);
	}

	/**
	 * What is beside the workspace; two peripherals make their own folders as they need
	 * them.
	 */
	private static List<String> outside() throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> !file.startsWith(bus.workspace()))
				.filter((file) -> !file.startsWith(bus.home().resolve("memory")))
				.filter((file) -> !file.startsWith(bus.home().resolve("sandbox")))
				.map(Path::toString)
				.filter((file) -> !file.matches(".*-(wal|shm|journal)"))
				.sorted()
				.toList();
		}
	}

}
