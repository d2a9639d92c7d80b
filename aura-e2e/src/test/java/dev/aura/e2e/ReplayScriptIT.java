package dev.aura.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import dev.aura.kernel.ScriptedModel;
import dev.aura.kernel.ScriptedModel.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayScriptIT {

	/** A memory of the person, which a replay must not touch. */
	private static final Map<String, String> NOT_THIS_MEMORY = Map.of("AURA_MEMORY_BACKEND", "postgres",
			"AURA_MEMORY_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:9/nowhere");

	@TempDir
	private Path folder;

	@Test
	void replaysARunWithoutABusAndOnAnEmptyOneAndOnAFolder() throws Exception {
		Path workspace = this.folder.resolve("workspace");
		String id = record();
		Files.writeString(workspace.resolve("plan.md"), "mine");
		Path copy = Files.createDirectory(this.folder.resolve("copy"));
		Files.writeString(copy.resolve("plan.md"), "there already");

		String same = script(Map.of(), 0, "replay", id);
		String live = script(NOT_THIS_MEMORY, 0, "replay", id, "--live-tools");
		String different = script(Map.of(), 1, "replay", id, "--live-tools", "--workspace", copy.toString());

		assertThat(same).matches(id + ": same: recorded ([0-9a-f]{32}), replayed \\1 .*\n");
		assertThat(live).startsWith(same.substring(0, same.indexOf('(')));
		assertThat(different).startsWith("step 1, call 1: write_file")
			.contains("-Created plan.md", "+Wrote plan.md", id + ": different",
					"first difference: step 1, call 1: write_file (event ");
		assertThat(copy.resolve("plan.md")).hasContent("# Plan");
		assertThat(workspace.resolve("plan.md")).hasContent("mine");
		assertThat(this.folder.resolve("home/tmp")).isEmptyDirectory();
	}

	private String record() throws Exception {
		try (ScriptedModel model = ScriptedModel.start()) {
			model
				.calls(new Call("write_file", "{\"path\":\"plan.md\",\"content\":\"# Plan\"}"),
						new Call("remember", "{\"text\":\"The plan is in plan.md.\"}"))
				.calls(new Call("execute_code", "{\"language\":\"bash\",\"code\":\"cat plan.md\"}"))
				.says("Written.");
			script(Map.of("OPENAI_BASE_URL", model.address().toString(), "OPENAI_API_KEY", "scripted", "AURA_MODEL",
					"scripted"), 0, "Write a plan");
		}
		try (Stream<Path> runs = Files.list(this.folder.resolve("home/runs"))) {
			return runs.findFirst().orElseThrow().getFileName().toString();
		}
	}

	private String script(Map<String, String> settings, int status, String... arguments)
			throws IOException, InterruptedException {
		try (RunScript script = RunScript.start(this.folder, settings, arguments)) {
			assertThat(script.await()).as(script.stderr()).isEqualTo(status);
			script.awaitNothingLeft();
			return script.stdout();
		}
	}

}
