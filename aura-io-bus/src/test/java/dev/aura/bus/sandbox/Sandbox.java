package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tests ask of the sandbox of a bus. */
record Sandbox(TestBus bus) {

	/** Skips the tests, with the reason, where no sandbox can be made. */
	static Sandbox isolated(TestBus bus) {
		return isolated(bus, "bubblewrap");
	}

	/** The same for a tier. */
	static Sandbox isolated(TestBus bus, String tier) {
		JsonNode tiers = TestBus.json(bus.get("/sandbox/tiers"));
		Assumptions.assumeTrue(tier.equals(tiers.path("active").asString("")), () -> "no " + tier + " here: " + tiers);
		return new Sandbox(bus);
	}

	HttpResponse<String> post(Map<String, Object> request) {
		return this.bus.post("/sandbox/execute", request);
	}

	/** Runs a program that must be run, whatever becomes of it. */
	JsonNode run(String language, String code, double timeoutSeconds) {
		return run(Map.of("language", language, "code", code, "timeoutSeconds", timeoutSeconds));
	}

	JsonNode run(Map<String, Object> request) {
		HttpResponse<String> response = post(request);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	JsonNode bash(String code) {
		return run("bash", code, 30);
	}

	void requireLanguage(String language) {
		String installed = this.bus.get("/sandbox/languages").body();
		Assumptions.assumeTrue(installed.contains('"' + language + '"'),
				() -> language + " is not installed: " + installed);
	}

	/** Processes that have the workspace of the bus mounted: those of its sandboxes. */
	List<String> survivors() {
		return survivors(this.bus.workspace());
	}

	static List<String> survivors(Path workspace) {
		return ProcessHandle.allProcesses()
			.filter((process) -> read(process, "mountinfo").contains(workspace + " /workspace "))
			.map((process) -> process.pid() + " " + read(process, "cmdline").replace('\0', ' '))
			.toList();
	}

	private static String read(ProcessHandle process, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
		}
		catch (IOException ex) {
			return "";
		}
	}

}
