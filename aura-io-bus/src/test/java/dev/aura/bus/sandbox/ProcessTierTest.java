package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessTierTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.tier=process");
		sandbox = new Sandbox(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void isActiveBecauseItIsNamedAndSaysWhatItIs() {
		JsonNode tiers = TestBus.json(bus.get("/sandbox/tiers"));

		assertThat(tiers.path("setting").asString()).isEqualTo("process");
		assertThat(tiers.path("active").asString()).isEqualTo("process");
		assertThat(tiers.at("/tiers/2/reason").asString()).isEqualTo("not probed: AURA_SANDBOX is process");
		assertThat(tiers.at("/tiers/3/isolation").asString()).startsWith("None");
		assertThat(sandbox.bash("true").path("tier").asString()).isEqualTo("process");
	}

	@Test
	void opensNoSingleHostsSinceItClosesNone() {
		HttpResponse<String> response = sandbox
			.post(Map.of("language", "bash", "code", "true", "network", Map.of("allow", List.of("example.org:443"))));

		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("network.allow: the process tier", "isolates nothing");
		assertThat(bus.get("/sandbox/tiers").body()).contains("\"noNetwork\":\"it isolates nothing");
	}

	@Test
	void runsInTheWorkspaceWithAnEnvironmentOfItsOwn() {
		JsonNode result = sandbox.bash("pwd; env | cut -d= -f1 | sort | tr '\\n' ' '; echo made > file; exit 3");

		assertThat(result.path("stdout").asString()).as(result.toString())
			.isEqualTo(bus.workspace() + "\nAURA_EXECUTION HOME LANG PATH PWD SHLVL _ ");
		assertThat(result.path("exitCode").asInt()).isEqualTo(3);
		assertThat(bus.workspace().resolve("file")).hasContent("made\n");
	}

	@ParameterizedTest
	@CsvSource({ "python, print(6 * 7)", "javascript, console.log(6 * 7)", "bash, echo $((6 * 7))" })
	void runsEveryInstalledLanguage(String language, String code) {
		sandbox.requireLanguage(language);

		assertThat(sandbox.run(language, code, 30).path("stdout").asString()).isEqualTo("42\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | x = 5       | while True: pass     | print(x)
			javascript | const x = 5 | while (true);        | console.log(x)
			bash       | x=5         | while :; do :; done  | echo $x
			""")
	void keepsSessionsThatAreStoppedAtADeadline(String language, String define, String endless, String show) {
		sandbox.requireLanguage(language);
		String session = "/sandbox/sessions/"
				+ TestBus.json(bus.post("/sandbox/sessions", Map.of("language", language))).path("id").asString();
		bus.post(session + "/execute", Map.of("code", define));

		assertThat(bus.post(session + "/execute", Map.of("code", endless, "timeoutSeconds", 0.5)).body())
			.contains("\"outcome\":\"timedOut\"", "\"ended\":false");
		assertThat(bus.post(session + "/execute", Map.of("code", show)).body()).contains("\"stdout\":\"5\\n\"");
		assertThat(bus.delete(session).statusCode()).isEqualTo(200);
	}

	@Test
	void killsDaemonsAtTheDeadline() throws IOException {
		JsonNode result = sandbox.run("bash", daemons("sleep 600"), 1);

		assertThat(result.path("outcome").asString()).isEqualTo("timedOut");
		assertThat(alive()).isEmpty();
	}

	@Test
	void killsDaemonsWhenTheProgramEndsAndDoesNotWaitForTheirOutput() throws IOException {
		JsonNode result = sandbox.run("bash", daemons("echo done"), 60);

		assertThat(result.path("outcome").asString()).isEqualTo("completed");
		assertThat(result.path("stdout").asString()).isEqualTo("done\n");
		assertThat(result.path("durationMillis").asLong()).isLessThan(50_000);
		assertThat(alive()).isEmpty();
	}

	private static String daemons(String last) {
		return """
				echo $$ >> pids
				(trap '' TERM HUP; setsid sleep 600 & echo $! >> pids)
				(setsid nohup sleep 600 </dev/null >/dev/null 2>&1 & echo $! >> pids)
				sleep 600 & echo $! >> pids
				%s
				""".formatted(last);
	}

	private static List<String> alive() throws IOException {
		Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");
		List<String> pids = Files.readAllLines(bus.workspace().resolve("pids"));
		Files.delete(bus.workspace().resolve("pids"));
		assertThat(pids).hasSize(4);
		return pids.stream().filter(ProcessTierTest::runs).toList();
	}

	private static boolean runs(String pid) {
		try {
			return !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void killsAFlood() {
		JsonNode result = sandbox.bash("yes");

		assertThat(result.path("outcome").asString()).isEqualTo("killed");
		assertThat(result.path("limit").asString()).isEqualTo("output");
		assertThat(result.has("exitCode")).isFalse();
		assertThat(result.path("truncated").asBoolean()).isTrue();
	}

	@Test
	void answersTheSignalThatEndedAProgram() {
		assertThat(sandbox.bash("kill -TERM $$").path("exitCode").asInt()).isEqualTo(143);
		assertThat(sandbox.bash("kill -KILL $$").path("outcome").asString()).isEqualTo("killed");
	}

}
