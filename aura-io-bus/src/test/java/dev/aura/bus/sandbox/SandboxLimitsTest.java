package dev.aura.bus.sandbox;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SandboxLimitsTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.max-concurrent=2", "aura.sandbox.max-queued=3",
				"aura.sandbox.max-queue-time=20s", "aura.sandbox.max-cpu-time=1s", "aura.sandbox.max-file-size=1MB",
				"aura.sandbox.max-open-files=32", "aura.sandbox.max-processes=16", "aura.sandbox.max-memory=256MB",
				"aura.sandbox.max-output=1KB", "aura.sandbox.max-written=1MB", "aura.sandbox.timeout=2s");
		sandbox = Sandbox.isolated(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void refusesWhatIsTooMuchAtOnceAndRunsTheRest() {
		String request = "{\"language\": \"bash\", \"code\": \"sleep 0.3; echo ran\", \"timeoutSeconds\": 60}";
		List<CompletableFuture<HttpResponse<String>>> calls;
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			calls = IntStream.range(0, 1000)
				.mapToObj((index) -> bus.request("/sandbox/execute")
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString(request))
					.build())
				.map((post) -> http.sendAsync(post, HttpResponse.BodyHandlers.ofString()))
				.toList();
		}
		List<HttpResponse<String>> answers = calls.stream().map(CompletableFuture::join).toList();

		assertThat(answers).allMatch((answer) -> answer.statusCode() == 200 || answer.statusCode() == 429);
		assertThat(with(answers, 200)).hasSizeGreaterThanOrEqualTo(5)
			.allMatch((answer) -> answer.body().contains("ran"));
		assertThat(with(answers, 429)).isNotEmpty()
			.allMatch((answer) -> answer.headers().firstValue("Retry-After").isPresent())
			.allMatch((answer) -> answer.body().contains("urn:aura:problem:too-many-requests"));
		assertThat(sandbox.bash("echo fine").path("stdout").asString()).isEqualTo("fine\n");
		assertThat(sandbox.survivors()).isEmpty();
	}

	private static Stream<HttpResponse<String>> with(List<HttpResponse<String>> answers, int status) {
		return answers.stream().filter((answer) -> answer.statusCode() == status);
	}

	@Test
	void limitsProcessorTime() {
		JsonNode result = sandbox.run("bash", "while :; do :; done", 60);

		assertThat(result.path("outcome").asString()).isEqualTo("killed");
		assertThat(result.path("exitCode").asInt()).isEqualTo(152);
		assertThat(result.path("limit").asString()).isEqualTo("cpu");
	}

	@Test
	void killsAProgramThatIgnoresTheLimitOfItsProcessorTime() {
		JsonNode result = sandbox.run("bash", "trap '' XCPU; while :; do :; done", 60);

		assertThat(result.path("outcome").asString()).isEqualTo("killed");
		// The bus, where it counts, and the kernel otherwise, which tells no reason.
		assertThat(result.path("limit").asString("").equals("cpu") || result.path("exitCode").asInt() == 137)
			.as(result.toString())
			.isTrue();
	}

	@Test
	void limitsTheProcessorTimeOfAllProcessesTogether() {
		String tiers = bus.get("/sandbox/tiers").body();
		Assumptions.assumeFalse(tiers.contains("\"degraded\""), () -> "no control groups here: " + tiers);

		JsonNode result = sandbox.run("bash", """
				while :; do (for ((i = 0; i < 20000; i++)); do :; done); done
				""", 60);

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("killed");
		assertThat(result.path("limit").asString()).isEqualTo("cpu");
		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void limitsWhatAProgramWritesToTheDisk() {
		JsonNode result = limited("for ((i = 0; ; i++)); do head -c 1000000 /dev/urandom > fill-$i; done",
				Map.of("diskMb", 16));

		sandbox.bash("rm -f fill-*");
		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("killed");
		assertThat(result.path("limit").asString()).isEqualTo("disk");
	}

	@Test
	void aCallMayLowerItsOwnLimits() {
		JsonNode result = limited("ulimit -t; ulimit -d; ulimit -u; ulimit -n; ulimit -f; echo done",
				Map.of("cpuSeconds", 1, "memoryMb", 64, "processes", 8, "openFiles", 16));

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("1\n65536\n8\n16\n1024\ndone\n");
	}

	private static JsonNode limited(String code, Map<String, Object> limits) {
		return sandbox.run(Map.of("language", "bash", "code", code, "timeoutSeconds", 60, "limits", limits));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cpuSeconds | 2    | limits.cpuSeconds: 2 (expected: 1 to 1)
			memoryMb   | 257  | limits.memoryMb: 257 (expected: 64 to 256)
			processes  | 0    | limits.processes: 0 (expected: 4 to 16)
			openFiles  | 1000 | limits.openFiles: 1000 (expected: 16 to 32)
			""")
	void noCallMayRaiseThem(String name, int value, String detail) {
		HttpResponse<String> response = sandbox
			.post(Map.of("language", "bash", "code", "true", "limits", Map.of(name, value)));

		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(TestBus.json(response).path("detail").asString()).isEqualTo(detail);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			fileSize  | exec truncate -s 2M large
			output    | yes
			wallClock | sleep 600
			""")
	void namesTheLimitThatAProgramExceeded(String limit, String code) {
		assertThat(sandbox.run("bash", code, 2).path("limit").asString()).isEqualTo(limit);
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit 3", "kill -KILL $$", "kill -SYS $$", "exit 152" })
	void namesNoLimitWhereNoneIsCertain(String code) {
		assertThat(sandbox.bash(code).has("limit")).isFalse();
	}

	@Test
	void limitsFilesDescriptorsProcessesAndMemory() {
		assertThat(sandbox.bash("ulimit -f; ulimit -n").path("stdout").asString()).isEqualTo("1024\n32\n");
		assertThat(sandbox.bash("ulimit -u; ulimit -c").path("stdout").asString()).isEqualTo("16\n0\n");
		assertThat(sandbox.bash("ulimit -d; ulimit -u 17 || echo no").path("stdout").asString())
			.isEqualTo("262144\nno\n");
	}

	@Test
	void cutsNoCharacterInTwo() {
		JsonNode result = sandbox.bash("printf '%1023sé'");

		assertThat(result.path("stdout").asString()).isEqualTo(" ".repeat(1023));
		assertThat(result.path("truncated").asBoolean()).isTrue();
		assertThat(sandbox.bash("printf '%1022sé'").path("truncated").asBoolean()).isFalse();
	}

	@Test
	void usesTheTimeoutOfTheSettingsWhenNoneIsNamed() {
		JsonNode result = sandbox.run(Map.of("language", "bash", "code", "sleep 600"));

		assertThat(result.path("outcome").asString()).isEqualTo("timedOut");
		assertThat(result.path("durationMillis").asLong()).isGreaterThanOrEqualTo(2000);
	}

}
