package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** Makes what Java has no call for. */
final class Pipes {

	private Pipes() {
	}

	static void make(Path path) throws IOException, InterruptedException {
		Assumptions.assumeTrue(run("mkfifo", path.toString()), "mkfifo is not available");
	}

	/** A character device like {@code /dev/zero}; only root can. */
	static boolean makeDevice(Path path) throws IOException, InterruptedException {
		return run("mknod", path.toString(), "c", "1", "5");
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0;
	}

}
