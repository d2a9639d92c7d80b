package dev.aura.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Functions of {@code run.sh} by themselves. */
class RunScriptPartsIT {

	private static final Path SCRIPT = Path.of("..", "run.sh").toAbsolutePath().normalize();

	@TempDir
	private Path home;

	@Test
	void aKilledKernelGoesOnWithNoRunOfAnEarlierProcessOfItsNumber() throws Exception {
		lock("r-20260101-000000-aaaa", "4711@1767225600000");
		String none = runOf("4711");
		lock("r-20250101-000000-bbbb", "4711@" + System.currentTimeMillis());
		lock("r-20260102-000000-cccc", "47112@" + System.currentTimeMillis());
		String resumed = runOf("4711");

		assertThat(none).isEmpty();
		assertThat(resumed).isEqualTo("r-20250101-000000-bbbb\n");
	}

	private void lock(String run, String holder) throws IOException {
		Path folder = Files.createDirectories(this.home.resolve("runs").resolve(run));
		Files.writeString(folder.resolve("lock"), holder);
	}

	private String runOf(String pid) throws IOException, InterruptedException {
		Process bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c",
				"eval \"$(sed -n '/^run_of() {/,/^}/p' \"$0\")\"; KERNEL_SINCE=$(($(date +%s) - 2)); AURA_HOME=$1; run=$(run_of \"$2\"); [ -z \"$run\" ] || echo \"$run\"",
				SCRIPT.toString(), this.home.toString(), pid)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(bash.waitFor()).isZero();
		return out;
	}

}
