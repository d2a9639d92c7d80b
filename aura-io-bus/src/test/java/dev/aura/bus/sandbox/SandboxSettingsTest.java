package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class SandboxSettingsTest {

	@TempDir
	private Path directory;

	@Test
	void namesTheSettingItsValueAndWhatWasExpected() {
		String[] said = new String[1];
		assertThatException().isThrownBy(() -> TestBus.start(this.directory, "aura.sandbox.tier=docker"))
			.satisfies((failure) -> said[0] = messages(failure));

		assertThat(said[0]).contains("'tier'", "[docker]",
				"expected: auto, microvm, gvisor, bubblewrap or process (environment variable AURA_SANDBOX)");
	}

	private static String messages(Throwable failure) {
		String message = String.valueOf(failure.getMessage());
		Throwable cause = failure.getCause();
		return (cause != null) ? message + "\n" + messages(cause) : message;
	}

	@Test
	void answers503ForATierThatIsNamedAndCannotBeHad() {
		try (TestBus bus = TestBus.start(this.directory, "aura.sandbox.tier=microvm",
				"aura.sandbox.microvm.folder=" + this.directory)) {
			HttpResponse<String> response = new Sandbox(bus).post(Map.of("language", "bash", "code", "true"));

			assertThat(response.statusCode()).isEqualTo(503);
			JsonNode problem = TestBus.json(response);
			assertThat(problem.path("type").asString()).isEqualTo("urn:aura:problem:unavailable");
			assertThat(problem.path("detail").asString()).contains("microvm: ");
			assertThat(problem.at("/reasons/bubblewrap").asString()).contains("not probed");
			assertThat(TestBus.json(bus.get("/sandbox/tiers")).has("active")).isFalse();
			JsonNode health = TestBus.json(bus.get("/actuator/health"));
			assertThat(health.path("status").asString()).isEqualTo("UP");
			assertThat(health.at("/components/sandbox/status").asString()).isEqualTo("DEGRADED");
		}
	}

	@Test
	void removesWhatAKilledBusLeftBehind() throws IOException {
		Path left = Files.createDirectories(this.directory.resolve("home/sandbox/999999999999-1/call-1"));
		Files.writeString(left.resolve("code"), "secret");

		try (TestBus bus = TestBus.start(this.directory)) {
			Sandbox.isolated(bus);
			assertThat(left).doesNotExist();
		}
		assertThat(this.directory.resolve("home/sandbox")).isEmptyDirectory();
	}

}
