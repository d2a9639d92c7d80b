package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import dev.aura.bus.BusProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class OwnershipTest {

	private static final int SOMEBODY = 4242;

	@TempDir
	private Path directory;

	private Path workspace;

	private Path file;

	@BeforeEach
	void fill() throws IOException {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root changes owners");
		this.workspace = Files.createDirectory(this.directory.toRealPath().resolve("workspace"));
		this.file = Files.createFile(this.workspace.resolve("file"));
	}

	@Test
	void handsOverWhatCameSinceTheLastTime() throws Exception {
		try (Launcher launcher = new Launcher()) {
			Ownership ownership = ownership(launcher);
			ownership.handOver();
			assertThat(owner()).isEqualTo(SOMEBODY);
			Files.setAttribute(this.file, "unix:uid", 0);
			Files.createFile(this.workspace.resolve("another"));

			ownership.handOver();

			assertThat(owner()).isEqualTo(SOMEBODY);
		}
	}

	@Test
	void handsOverWhatCameBeforeItWasInterrupted() throws Exception {
		try (Launcher launcher = new Launcher()) {
			Ownership ownership = ownership(launcher);
			// What opens a pipe waits until somebody opens its other end.
			Path pipe = this.directory.resolve("pipe");
			new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
			Thread busy = Thread.startVirtualThread(() -> start(launcher, pipe));
			BusProcess.eventually(() -> busy.getState() == Thread.State.WAITING);
			AtomicReference<Object> ended = new AtomicReference<>();
			Thread caller = Thread.ofPlatform().start(() -> ended.set(interrupted(ownership)));
			BusProcess.eventually(() -> caller.getState() == Thread.State.WAITING);
			caller.interrupt();
			caller.join();
			assertThat(ended).hasValue(true);
			Files.newOutputStream(pipe).close();

			ownership.handOver();

			assertThat(owner()).isEqualTo(SOMEBODY);
		}
	}

	private Ownership ownership(Launcher launcher) {
		return new Ownership(this.workspace, new SandboxUser(SOMEBODY, SOMEBODY, true), launcher);
	}

	private int owner() throws IOException {
		return (int) Files.getAttribute(this.file, "unix:uid");
	}

	private static void start(Launcher launcher, Path pipe) {
		try {
			launcher.start(new ProcessBuilder("true").redirectInput(pipe.toFile()));
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean interrupted(Ownership ownership) {
		try {
			ownership.handOver();
			return false;
		}
		catch (InterruptedException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
