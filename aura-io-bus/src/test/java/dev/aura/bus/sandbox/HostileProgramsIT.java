package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that try what a sandbox must prevent, on every tier that this machine offers;
 * the table is a resource.
 */
@SuppressWarnings("NullAway.Init")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = { "bubblewrap", "gvisor" })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileProgramsIT {

	/** By how much the heap may have grown after all of them. */
	private static final long HEAP_GROWTH = 32 << 20;

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	private static Held before;

	private final String tier;

	HostileProgramsIT(String tier) {
		this.tier = tier;
	}

	@BeforeParameterizedClassInvocation
	static void start(String tier) throws Exception {
		bus = TestBus.start(directory.resolve(tier), "aura.sandbox.tier=" + tier, "aura.sandbox.max-memory=256MB");
		sandbox = Sandbox.isolated(bus, tier);
		for (String language : List.of("bash", "python", "javascript")) {
			sandbox.post(Map.of("language", language, "code", ""));
		}
		sandbox.awaitWarm();
		before = Held.now(bus, sandbox);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		bus.close();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("attacks")
	@Order(1)
	void isContained(Attack attack) {
		sandbox.requireLanguage(attack.language());
		String port = bus.context().getEnvironment().getRequiredProperty("local.server.port");
		String code = attack.code().replace("{port}", port).replace("{home}", bus.home().toString());

		Attack.Expected expected = attack.on(this.tier);

		JsonNode result = sandbox.run(attack.language(), code, expected.timeoutSeconds());

		assertThat(expected.outcomes()).as(result.toString()).contains(result.path("outcome").asString());
		assertThat(result.path("stdout").asString() + result.path("stderr").asString())
			.containsPattern(expected.says());
		assertThat(result.path("tier").asString()).isEqualTo(this.tier);
		assertThat(sandbox.survivors()).isEmpty();
		assertThat(sandbox.bash("echo fine").path("stdout").asString()).isEqualTo("fine\n");
		assertThat(bus.get("/actuator/health").statusCode()).isEqualTo(200);
	}

	@Test
	@Order(2)
	void changesNothingOfTheHost() throws IOException {
		Path pattern = Path.of("/proc/sys/kernel/core_pattern");
		String before = Files.readString(pattern);

		JsonNode result = sandbox.bash("echo hacked > " + pattern + "; echo b > /proc/sysrq-trigger; hostname hacked");

		assertThat(result.path("exitCode").asInt()).isNotZero();
		assertThat(Files.readString(pattern)).isEqualTo(before);
	}

	@Test
	@Order(2)
	void seesOnlyTheEnvironmentThatItIsGiven() {
		assertThat(
				sandbox.bash("env -0 | tr '\\0' '\\n' | cut -d= -f1 | sort | tr '\\n' ' '").path("stdout").asString())
			.isEqualTo("HOME LANG PATH PWD SHLVL _ ");
	}

	@Test
	@Order(3)
	void leavesTheBusAsItWas() throws Exception {
		sandbox.awaitWarm();
		BusProcess.eventually(() -> Held.now(bus, sandbox).within(before, HEAP_GROWTH));

		assertThat(Held.now(bus, sandbox)).matches((now) -> now.within(before, HEAP_GROWTH),
				"holds no more than " + before);
	}

	static List<Attack> attacks() throws IOException {
		return Attack.all();
	}

}
