package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SandboxTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.tier=auto", "aura.sandbox.auto-budget=1ms",
				"aura.sandbox.max-timeout=60s");
		sandbox = Sandbox.isolated(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void answersWhatAProgramPrintsAndReturns() {
		JsonNode result = sandbox.bash("echo out; echo err >&2; exit 7");

		assertThat(result.path("outcome").asString()).isEqualTo("completed");
		assertThat(result.path("exitCode").asInt()).isEqualTo(7);
		assertThat(result.path("stdout").asString()).isEqualTo("out\n");
		assertThat(result.path("stderr").asString()).isEqualTo("err\n");
		assertThat(result.path("truncated").asBoolean()).isFalse();
		assertThat(result.path("durationMillis").asLong()).isPositive();
		assertThat(result.path("tier").asString()).isEqualTo("bubblewrap");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | print(sum(range(10)))
			bash       | echo $((9 * 5))
			javascript | console.log([...Array(10).keys()].reduce((a, b) => a + b))
			java       | class A { public static void main(String[] a) { System.out.println(9 * 5); } }
			""")
	void runsEveryLanguage(String language, String code) {
		sandbox.requireLanguage(language);

		JsonNode result = sandbox.run(language, code, 60);

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("45\n");
		assertThat(result.path("exitCode").asInt()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | import sys; print(sys.stdin.read().upper())
			bash       | tr a-zäöü A-Z; echo
			javascript | console.log(require('fs').readFileSync(0, 'utf8').toUpperCase())
			""")
	void givesEveryLanguageItsStdin(String language, String code) {
		sandbox.requireLanguage(language);

		JsonNode result = sandbox.run(Map.of("language", language, "code", code, "stdin", "some text"));

		assertThat(result.path("stdout").asString()).isEqualTo("SOME TEXT\n");
	}

	@Test
	void givesAnEmptyStdinWhenThereIsNone() {
		assertThat(sandbox.bash("wc -c").path("stdout").asString()).isEqualTo("0\n");
	}

	@Test
	void givesAllOfALargeStdinAndIgnoresOneThatIsNotRead() {
		String large = "x".repeat(7_000_000);

		JsonNode read = sandbox.run(Map.of("language", "bash", "code", "wc -c", "stdin", large));
		JsonNode ignored = sandbox.run(Map.of("language", "bash", "code", "exec <&-; echo done", "stdin", large));

		assertThat(read.path("stdout").asString()).isEqualTo("7000000\n");
		assertThat(ignored.path("stdout").asString()).isEqualTo("done\n");
	}

	@Test
	void keepsUnicodeAndReplacesWhatIsNotUtf8() {
		String text = "grüße 世界 \uD83D\uDE00";

		assertThat(sandbox.run(Map.of("language", "bash", "code", "cat; echo ' " + text + "'", "stdin", text))
			.path("stdout")
			.asString()).isEqualTo(text + " " + text + "\n");
		assertThat(sandbox.bash("printf 'a\\xff\\x00\\x1b[31mb'").path("stdout").asString())
			.isEqualTo("a\uFFFD\0\u001b[31mb");
	}

	@ParameterizedTest
	@CsvSource({ "0,completed,0", "1,completed,1", "255,completed,255", "130,completed,130" })
	void passesOnExitCodes(int code, String outcome, int exitCode) {
		JsonNode result = sandbox.bash("exit " + code);

		assertThat(result.path("outcome").asString()).isEqualTo(outcome);
		assertThat(result.path("exitCode").asInt()).isEqualTo(exitCode);
	}

	@ParameterizedTest
	@CsvSource({ "TERM,completed,143", "SEGV,completed,139", "INT,completed,130", "KILL,killed,137", "XCPU,killed,152",
			"XFSZ,killed,153", "SYS,killed,159" })
	void answers128PlusTheSignalThatEndedAProgramAndNothingOfTheShell(String signal, String outcome, int exitCode) {
		JsonNode result = sandbox.bash("kill -" + signal + " $$; sleep 5");

		assertThat(result.path("outcome").asString()).isEqualTo(outcome);
		assertThat(result.path("exitCode").asInt()).isEqualTo(exitCode);
		assertThat(result.path("stderr").asString()).isEmpty();
	}

	@Test
	void cutsLongOutputAtTheLimitAndSaysSo() {
		JsonNode result = sandbox.bash("head -c 1048577 /dev/zero | tr '\\0' x; echo end >&2");

		assertThat(result.path("stdout").asString()).hasSize(1024 * 1024).matches("x+");
		assertThat(result.path("stderr").asString()).isEqualTo("end\n");
		assertThat(result.path("truncated").asBoolean()).isTrue();
		assertThat(result.path("exitCode").asInt()).isZero();
	}

	@Test
	void killsAProgramAtItsDeadlineAndKeepsWhatItWrote() {
		JsonNode result = sandbox.run("bash", "echo begun; sleep 600", 0.5);

		assertThat(result.path("outcome").asString()).isEqualTo("timedOut");
		assertThat(result.has("exitCode")).isFalse();
		assertThat(result.path("stdout").asString()).isIn("begun\n", "");
		assertThat(result.path("durationMillis").asLong()).isBetween(500L, 30_000L);
		assertThat(sandbox.survivors()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.000001, 0.003, 0.006, 0.009, 0.012, 0.015, 0.018, 0.021, 0.025, 0.03, 0.04, 0.05 })
	void leavesNothingAliveAtWhateverMomentTheDeadlineFalls(double seconds) {
		JsonNode result = sandbox.run("bash", "setsid -f sleep 600; sleep 600", seconds);

		assertThat(result.path("outcome").asString()).isEqualTo("timedOut");
		assertThat(sandbox.survivors()).isEmpty();
		assertThat(sandbox.strays()).isEmpty();
	}

	@Test
	void sharesTheWorkspaceInBothDirections() throws IOException {
		bus.put("from-bus/input.txt", "written by the bus");

		JsonNode result = sandbox.bash("""
				cat from-bus/input.txt
				echo ' and a program' >> from-bus/input.txt
				mkdir made && umask 077 && echo 'by a program' > made/output.txt
				pwd""");

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("written by the bus/workspace\n");
		assertThat(bus.workspace().resolve("from-bus/input.txt")).hasContent("written by the bus and a program\n");
		assertThat(bus.workspace().resolve("made/output.txt")).hasContent("by a program\n");
		Files.writeString(bus.workspace().resolve("made/output.txt"), "changed");
		assertThat(sandbox.bash("cat made/output.txt").path("stdout").asString()).isEqualTo("changed");
	}

	@Test
	void followsNoSymbolicLinkWhenItHandsFilesOver(@TempDir Path outside) throws IOException {
		Path secret = Files.writeString(outside.resolve("secret"), "secret");
		Files.createSymbolicLink(Files.createDirectories(bus.workspace()).resolve("link"), outside);

		sandbox.bash("true");

		assertThat(Files.getAttribute(secret, "unix:uid"))
			.isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
	}

	@Test
	void importsModulesOfTheWorkspace() {
		sandbox.requireLanguage("python");
		bus.put("helper.py", "def answer(): return 42");

		assertThat(sandbox.run("python", "import helper; print(helper.answer())", 30).path("stdout").asString())
			.isEqualTo("42\n");
		assertThat(bus.workspace().resolve("__pycache__")).doesNotExist();
	}

	@Test
	void leavesNothingOfACallBehind() throws IOException {
		sandbox.bash("echo x > /tmp/x; echo y > /dev/shm/y");

		assertThat(sandbox.bash("ls /tmp /dev/shm").path("stdout").asString()).isEqualTo("/dev/shm:\n\n/tmp:\n");
		try (var files = Files.walk(bus.home().resolve("sandbox"))) {
			assertThat(files.filter(Files::isRegularFile).map((file) -> file.getFileName().toString()))
				.contains("filter-bubblewrap")
				.allMatch((name) -> name
					.matches("filter-[a-z]+|secret|cgroups|egress|(hook|options)-[a-z]+-[a-z0-9.]+-(ONCE|SESSION)"));
		}
	}

	@Test
	void reportsEveryTierAndTheHealthOfTheActiveOne() {
		JsonNode tiers = TestBus.json(bus.get("/sandbox/tiers"));

		assertThat(tiers.path("setting").asString()).isEqualTo("auto");
		assertThat(tiers.path("tiers").valueStream().map((tier) -> tier.path("name").asString()))
			.containsExactly("microvm", "gvisor", "bubblewrap", "process");
		assertThat(tiers.path("tiers").valueStream().map((tier) -> tier.path("available").asBoolean()))
			.containsExactly(false, false, true, false);
		assertThat(tiers.at("/tiers/0/reason").asString()).isNotEmpty();
		assertThat(tiers.at("/tiers/2").has("reason")).isFalse();
		JsonNode health = TestBus.json(bus.get("/actuator/health")).at("/components/sandbox");
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.at("/details/tier").asString()).isEqualTo("bubblewrap");
	}

	@Test
	void listsLanguagesWithVersions() {
		JsonNode languages = TestBus.json(bus.get("/sandbox/languages")).path("languages");

		assertThat(languages.valueStream().map((language) -> language.path("name").asString())).contains("bash");
		assertThat(languages.valueStream().map((language) -> language.path("version").asString()))
			.allMatch((version) -> version.matches("\\d+(\\.\\d+)+"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ruby", "", "Python", "../python", "python\n", "python3; rm -rf /", "\0" })
	void refusesALanguageThatIsNotThere(String language) {
		problem(Map.of("language", language, "code", "x"), 422, "unusable-value", "bash");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "60.001", "1e308", "NaN", "Infinity", "-Infinity" })
	void refusesATimeoutThatCannotBeKept(String seconds) {
		Map<String, Object> request = new HashMap<>(Map.of("language", "bash", "code", "true"));
		request.put("timeoutSeconds", Double.valueOf(seconds));

		problem(request, 422, "unusable-value", "at most 60.0");
	}

	@Test
	void refusesCodeAndStdinThatAreTooLarge() {
		problem(Map.of("language", "bash", "code", "#".repeat(1024 * 1024 + 1)), 413, "too-large", "code: 1048577");
		problem(Map.of("language", "bash", "code", "true", "stdin", "#".repeat(8 * 1024 * 1024 + 1)), 413, "too-large",
				"stdin: 8388609");
		assertThat(sandbox.bash("#".repeat(1024 * 1024 - 9) + "\necho ok\n").path("stdout").asString())
			.isEqualTo("ok\n");
	}

	@Test
	void refusesNetworkThatCannotBeAllowedAndAcceptsNone() {
		problem(Map.of("language", "bash", "code", "true", "network", Map.of("allow", List.of("example.org"))), 422,
				"unusable-value", "network.allow: example.org (expected: host:port");
		problem(Map.of("language", "bash", "code", "true", "network", Map.of("allow", List.of("10.0.0.1:443"))), 403,
				"not-allowed", "network.allow: 10.0.0.1:443");
		Map<String, Object> noList = new HashMap<>();
		noList.put("allow", null);
		for (Map<String, Object> network : List.of(noList, Map.<String, Object>of("allow", List.of()))) {
			assertThat(sandbox.run(Map.of("language", "bash", "code", "true", "network", network))
				.path("outcome")
				.asString()).isEqualTo("completed");
		}
	}

	@Test
	void refusesARequestWithoutCode() {
		problem(Map.of("language", "bash"), 400, "malformed-request", "code");
	}

	private static void problem(Map<String, Object> request, int status, String type, String detail) {
		HttpResponse<String> response = sandbox.post(request);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode problem = TestBus.json(response);
		assertThat(problem.path("type").asString()).isEqualTo("urn:aura:problem:" + type);
		assertThat(problem.path("detail").asString()).contains(detail);
	}

}
