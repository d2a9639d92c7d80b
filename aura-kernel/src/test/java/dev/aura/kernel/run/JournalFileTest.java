package dev.aura.kernel.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalFileTest {

	private static final String LONG = "{\"text\":\"" + "x".repeat(10_000) + "\"}";

	private static final String SHORT = "{\"text\":\"short\"}";

	@TempDir
	private Path folder;

	/** Adds long lines until no more fits, then a short one. */
	public static void main(String[] arguments) throws IOException {
		try (JournalFile file = JournalFile.open(Path.of(arguments[0]), Seal.FIRST, 0)) {
			int lines = 0;
			try {
				for (; lines < 1_000; lines++) {
					file.add(LONG);
				}
			}
			catch (UncheckedIOException ex) {
				file.add(SHORT);
			}
			System.out.println(lines);
		}
	}

	@Test
	void leavesNothingOfALineThatDidNotFit() throws Exception {
		// A limit of the system on files cuts a write off where a full disk would.
		Process process = new ProcessBuilder("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				JournalFileTest.class.getName(), this.folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		int lines = Integer.parseInt(process.inputReader().readLine());
		int status = process.waitFor();

		JournalContents contents = JournalContents.read(this.folder.resolve(JournalLines.FILE));
		assertThat(status).isZero();
		assertThat(lines).isBetween(1, 10);
		assertThat(contents.torn()).isZero();
		assertThat(contents.lines()).hasSize(lines + 1);
		assertThat(contents.lines().getLast()).startsWith("{\"text\":\"short\"");
	}

	@Test
	void refusesEverythingOnceTheDiskFailed() throws Exception {
		// A pipe takes lines, but cannot be forced to a disk.
		Path pipe = this.folder.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		Thread reader = Thread.ofPlatform().start(() -> read(pipe));
		JournalFile file = new JournalFile(pipe, new FileOutputStream(pipe.toFile()), Seal.FIRST, 0);
		file.add(SHORT);

		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(file::force)
			.withMessageContaining("cannot be forced to the disk");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> file.add(SHORT))
			.withMessageContaining("failed before");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(file::force)
			.withMessageContaining("failed before");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(file::close);
		reader.join();
	}

	private static void read(Path pipe) {
		try {
			Files.readAllBytes(pipe);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
