package dev.aura.bus.sandbox;

import java.nio.file.Path;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class MicrovmTierTest {

	@TempDir
	private Path directory;

	@Test
	void runsAProgramUnderAKernelOfItsOwnInTheSameWorkspace() {
		String folder = System.getProperty("aura.microvm");
		Assumptions.assumeTrue(folder != null, "no kernel for virtual machines (-Daura.microvm=FOLDER names one)");
		try (TestBus bus = TestBus.start(this.directory, "aura.sandbox.tier=microvm",
				"aura.sandbox.microvm.emulation=true", "aura.sandbox.microvm.folder=" + folder)) {
			TestBus.json(bus.get("/sandbox/tiers"));
			Sandbox sandbox = Sandbox.isolated(bus, "microvm");
			bus.post("/fs/write", Map.of("path", "given.txt", "content", "given"));

			JsonNode result = sandbox
				.run(Map.of("language", "python", "stdin", "read", "timeoutSeconds", 300, "code", """
						import sys
						with open('made.txt', 'w') as made:
						    made.write(open('given.txt').read() + ' and ' + sys.stdin.read())
						print(open('/proc/cmdline').read())
						sys.exit(7)
						"""));

			assertThat(result.path("exitCode").asInt()).as(result.toString()).isEqualTo(7);
			assertThat(result.path("stdout").asString()).contains("reboot=t");
			assertThat(result.path("tier").asString()).isEqualTo("microvm");
			assertThat(TestBus.json(bus.get("/fs/read?path=made.txt")).path("content").asString())
				.isEqualTo("given and read");
			JsonNode reader = sandbox.run(Map.of("language", "bash", "workspace", "read-only", "timeoutSeconds", 300,
					"code",
					"""
							cat given.txt made.txt; echo; echo changed > made.txt || echo refused; rm given.txt || echo refused
							: > /tmp/own && echo own"""));
			assertThat(reader.path("stdout").asString()).as(reader.toString())
				.isEqualTo("givengiven and read\nrefused\nrefused\nown\n");
			assertThat(bus.workspace().resolve("made.txt")).hasContent("given and read");
			assertThat(sandbox.survivors()).isEmpty();
		}
	}

	@Test
	void saysWhatIsMissing() {
		try (TestBus bus = TestBus.start(this.directory, "aura.sandbox.tier=microvm",
				"aura.sandbox.microvm.folder=" + this.directory)) {
			JsonNode tier = TestBus.json(bus.get("/sandbox/tiers")).at("/tiers/0");

			assertThat(tier.path("available").asBoolean()).isFalse();
			assertThat(tier.path("reason").asString()).containsPattern("qemu-system-x86|build.sh|x86_64|bubblewrap");
			assertThat(new Sandbox(bus).post(Map.of("language", "bash", "code", "true")).statusCode()).isEqualTo(503);
		}
	}

}
