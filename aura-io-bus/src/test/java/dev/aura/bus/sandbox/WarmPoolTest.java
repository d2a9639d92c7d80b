package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class WarmPoolTest {

	/** All that a program can find out about what holds it. */
	private static final String SURROUNDINGS = """
			ulimit -a; ulimit -aH; env | sort; id; pwd; stat -c '%A %u %g %n' / /* /run/* /run/*/* /tmp /dev/shm; ls /tmp
			grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Sig|Threads)' /proc/self/status
			cut -d' ' -f4-6 /proc/self/mountinfo | sed 's/bindfile[^/]*//'; sed 's/aura-[0-9-]*/aura/' /proc/self/cgroup
			tr '\\0' '\\n' < /proc/1/cmdline; tr '\\0' '\\n' < /proc/1/environ; cat /proc/self/oom_score_adj; ls /proc
			ls -l /proc/self/fd | sed 's/.* //; s/:.*//'; echo $- $# $0 "$BASHOPTS"; jobs; trap; set -o
			""";

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory.resolve("warm"));
		sandbox = Sandbox.isolated(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | print(sum(range(10)))
			bash       | echo $((9 * 5))
			javascript | console.log([...Array(10).keys()].reduce((a, b) => a + b))
			""")
	void runsAProgramInAnIsolateThatWaited(String language, String code) {
		sandbox.requireLanguage(language);
		sandbox.awaitWarm();
		long hits = sandbox.pool().hits();

		JsonNode result = sandbox.run(language, code, 30);

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("45\n");
		assertThat(sandbox.pool().hits()).isEqualTo(hits + 1);
		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void surroundsAProgramByTheSameWhetherItsIsolateWaitedOrNot() {
		sandbox.awaitWarm();
		String warm = sandbox.bash(SURROUNDINGS).path("stdout").asString();
		try (TestBus other = TestBus.start(directory.resolve("cold"), "aura.sandbox.warm.size=0")) {
			String cold = Sandbox.isolated(other).bash(SURROUNDINGS).path("stdout").asString();

			assertThat(warm).isNotEmpty()
				.isEqualTo(cold.replace(other.workspace().toString(), bus.workspace().toString()));
		}
	}

	@Test
	void usesEachForOneProgram() {
		sandbox.awaitWarm();
		for (int i = 0; i < 4; i++) {
			assertThat(sandbox.bash("ls /tmp /dev/shm | wc -l; touch /tmp/x /dev/shm/x").path("stdout").asString())
				.isEqualTo("3\n");
		}
	}

	@Test
	void countsTheTimeOfAProgramFromItsExecution() throws Exception {
		sandbox.awaitWarm();
		Thread.sleep(600);

		JsonNode result = sandbox.run("bash", "sleep 0.2; echo $SECONDS", 0.6);

		assertThat(result.path("outcome").asString()).isEqualTo("completed");
		assertThat(result.path("durationMillis").asLong()).isBetween(200L, 600L);
	}

	@Test
	void passesOverThoseThatDied() throws Exception {
		sandbox.awaitWarm();
		List<ProcessHandle> dead = sandbox.waiting();
		dead.forEach(ProcessHandle::destroyForcibly);
		BusProcess.eventually(() -> dead.stream().noneMatch(ProcessHandle::isAlive));

		assertThat(sandbox.bash("echo fine").path("stdout").asString()).isEqualTo("fine\n");
		sandbox.awaitWarm();
		assertThat(sandbox.waiting()).isNotEmpty().doesNotContainAnyElementsOf(dead);
	}

	@Test
	void showsAProgramTheWorkspaceThatIsThereNow() throws IOException {
		sandbox.awaitWarm();
		bus.put("only-in-the-old", "x");
		Path old = bus.workspace().resolveSibling("old");
		Files.move(bus.workspace(), old);
		Files.createDirectory(bus.workspace());
		try {
			assertThat(sandbox.bash("ls").path("stdout").asString()).isEmpty();
		}
		finally {
			Files.delete(bus.workspace());
			Files.move(old, bus.workspace());
		}
	}

	@Test
	void tellsHowManyWaitAndWhatTheyHold() {
		sandbox.awaitWarm();

		JsonNode warm = TestBus.json(bus.get("/sandbox/tiers")).path("warm");

		assertThat(warm.valueStream().map((one) -> one.path("language").asString())).contains("bash");
		assertThat(warm.valueStream()).allSatisfy((one) -> {
			assertThat(one.path("waiting").asInt()).isEqualTo(2);
			assertThat(one.path("bytes").asLong()).isBetween(200_000L, 200_000_000L);
		});
		assertThat(TestBus.json(bus.get("/actuator/health")).at("/components/sandbox/details/waiting").asInt())
			.isEqualTo(2 * warm.size());
		assertThat(bus.get("/actuator/metrics/aura.sandbox.warm.hits").statusCode()).isEqualTo(200);
	}

	@Test
	void keepsNoMoreThanTheMemoryAllowsAndNoneForLongerThanTheAge() throws Exception {
		try (TestBus small = TestBus.start(directory.resolve("small"), "aura.sandbox.warm.max-memory=1B",
				"aura.sandbox.warm.max-age=1s")) {
			Sandbox one = Sandbox.isolated(small);
			BusProcess.eventually(() -> !one.waiting().isEmpty());
			List<ProcessHandle> first = one.waiting();

			assertThat(one.pool().waiting()).hasSizeLessThan(2);
			BusProcess.eventually(() -> first.stream().noneMatch(ProcessHandle::isAlive));
			assertThat(first).isNotEmpty().noneMatch(ProcessHandle::isAlive);
		}
	}

	@Test
	void keepsNoneWhereThatIsTurnedOff() {
		try (TestBus off = TestBus.start(directory.resolve("off"), "aura.sandbox.warm.size=0")) {
			Sandbox cold = Sandbox.isolated(off);

			assertThat(cold.run(Map.of("language", "bash", "code", "echo cold")).path("stdout").asString())
				.isEqualTo("cold\n");
			assertThat(TestBus.json(off.get("/sandbox/tiers")).has("warm")).isFalse();
			assertThat(cold.waiting()).isEmpty();
		}
	}

}
