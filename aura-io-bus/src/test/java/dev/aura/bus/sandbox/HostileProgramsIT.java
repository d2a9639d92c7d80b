package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs that try what a sandbox must prevent; the table is a resource. */
class HostileProgramsIT {

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

	@ParameterizedTest(name = "{0}")
	@MethodSource("attacks")
	void isContained(Attack attack) {
		sandbox.requireLanguage(attack.language());
		String port = bus.context().getEnvironment().getRequiredProperty("local.server.port");
		String code = attack.code().replace("{port}", port).replace("{home}", bus.home().toString());

		JsonNode result = sandbox.run(attack.language(), code, attack.timeoutSeconds());

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo(attack.outcome());
		assertThat(result.path("stdout").asString() + result.path("stderr").asString()).containsPattern(attack.says());
		assertThat(sandbox.survivors()).isEmpty();
		assertThat(sandbox.bash("echo fine").path("stdout").asString()).isEqualTo("fine\n");
		assertThat(bus.get("/actuator/health").statusCode()).isEqualTo(200);
	}

	@Test
	void changesNothingOfTheHost() throws IOException {
		Path pattern = Path.of("/proc/sys/kernel/core_pattern");
		String before = Files.readString(pattern);

		JsonNode result = sandbox.bash("echo hacked > " + pattern + "; echo b > /proc/sysrq-trigger; hostname hacked");

		assertThat(result.path("exitCode").asInt()).isNotZero();
		assertThat(Files.readString(pattern)).isEqualTo(before);
	}

	@Test
	void seesOnlyTheEnvironmentThatItIsGiven() {
		assertThat(
				sandbox.bash("env -0 | tr '\\0' '\\n' | cut -d= -f1 | sort | tr '\\n' ' '").path("stdout").asString())
			.isEqualTo("HOME LANG PATH PWD SHLVL _ ");
	}

	@Test
	void doesNotRunWhatAProgramPlanted() {
		bus.put("sitecustomize.py", "open('/tmp/aura-planted', 'w')");
		bus.put("bash", "#!/bin/sh\ntouch /tmp/aura-planted");

		sandbox.bash("chmod +x bash; ./bash");

		assertThat(Path.of("/tmp/aura-planted")).doesNotExist();
	}

	static Stream<Attack> attacks() throws IOException {
		try (InputStream table = HostileProgramsIT.class.getResourceAsStream("/sandbox/hostile-programs.txt")) {
			assertThat(table).isNotNull();
			String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
			List<Attack> attacks = Arrays.stream(text.split("(?m)^=== ")).skip(1).map(Attack::parse).toList();
			return attacks.stream().filter(Attack::meantForThisMachine);
		}
	}

	/**
	 * One program and what must become of it.
	 *
	 * @param says what its output must match
	 */
	record Attack(String name, String language, double timeoutSeconds, String outcome, String says, String code) {

		/**
		 * {@code name | language | seconds | outcome | regular expression}, then code.
		 */
		static Attack parse(String text) {
			String[] parts = text.split("\n", 2);
			String[] head = parts[0].split(" \\| ", 5);
			return new Attack(head[0], head[1], Double.parseDouble(head[2]), head[3], head[4], parts[1]);
		}

		boolean meantForThisMachine() {
			return !this.name.startsWith("x86") || System.getProperty("os.arch").equals("amd64");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
