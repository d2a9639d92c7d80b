package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What gVisor does that bubblewrap does not; {@link HostileProgramsIT} attacks both. */
class GvisorTierTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory.resolve("named"), "aura.sandbox.tier=gvisor");
		sandbox = Sandbox.isolated(bus, "gvisor");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void showsProgramsAnotherKernelThanThatOfTheHost() throws IOException {
		JsonNode result = sandbox.bash("cat /proc/version; dmesg");

		assertThat(result.path("stdout").asString()).contains("gVisor")
			.doesNotContain(Files.readString(Path.of("/proc/version")).strip());
		assertThat(result.path("tier").asString()).isEqualTo("gvisor");
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

	@Test
	void givesAProgramItsStdinAndTheWorkspace() {
		bus.post("/fs/write", Map.of("path", "given.txt", "content", "given"));

		JsonNode result = sandbox.run(Map.of("language", "python", "stdin", "read", "code", """
				import sys
				with open('made.txt', 'w') as made:
				    made.write(open('given.txt').read() + ' and ' + sys.stdin.read())
				sys.exit(7)
				"""));

		assertThat(result.path("exitCode").asInt()).as(result.toString()).isEqualTo(7);
		assertThat(TestBus.json(bus.get("/fs/read?path=made.txt")).path("content").asString())
			.isEqualTo("given and read");
	}

	@Test
	void automaticChoiceLeavesItOutWhereItIsTooSlowAndSaysWhy() {
		try (TestBus hasty = TestBus.start(directory.resolve("hasty"), "aura.sandbox.tier=auto",
				"aura.sandbox.auto-budget=1ms")) {
			JsonNode tiers = TestBus.json(hasty.get("/sandbox/tiers"));

			assertThat(tiers.path("active").asString()).isEqualTo("bubblewrap");
			assertThat(tiers.at("/tiers/1/available").asBoolean()).isFalse();
			assertThat(tiers.at("/tiers/1/reason").asString()).containsPattern("took \\d+ ms")
				.contains("aura.sandbox.auto-budget is 1 ms", "AURA_SANDBOX=gvisor");
		}
	}

	@Test
	void automaticChoicePrefersItWhereItIsQuickEnough() {
		try (TestBus patient = TestBus.start(directory.resolve("patient"), "aura.sandbox.tier=auto",
				"aura.sandbox.auto-budget=1m")) {
			assertThat(TestBus.json(patient.get("/sandbox/tiers")).path("active").asString()).isEqualTo("gvisor");
		}
	}

}
