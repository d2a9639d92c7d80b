package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {

	/** The locks of all processes, as Linux shows them. */
	private static final Path LOCKS = Path.of("/proc/locks");

	@TempDir
	private Path folder;

	/**
	 * Looks at a lease over and over until its stdin ends; then says whether it was held.
	 */
	public static void main(String[] arguments) throws IOException {
		Path folder = Path.of(arguments[0]);
		System.out.println("looking");
		boolean held = Lease.isHeld(folder);
		while (System.in.available() == 0) {
			held = Lease.isHeld(folder);
		}
		System.out.println(held);
	}

	@Test
	void keepsTheLockOfTheSystemWhileOthersInThisProcessLook() throws Exception {
		assumeThat(LOCKS).exists();
		AtomicBoolean over = new AtomicBoolean();
		try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
			Future<?> looks = threads.submit(() -> {
				while (!over.get()) {
					Lease.isHeld(this.folder);
					Lease.holder(this.folder);
				}
				return null;
			});
			try {
				for (int i = 0; i < 2_000; i++) {
					try (Lease lease = Lease.take(this.folder).orElseThrow()) {
						assertThat(lease).isNotNull();
						assertThat(systemHasLock()).as("take %d", i).isTrue();
					}
				}
			}
			finally {
				over.set(true);
			}
			looks.get();
		}
	}

	private boolean systemHasLock() throws IOException {
		long inode = (long) Files.getAttribute(this.folder.resolve(Lease.FILE), "unix:ino");
		return Files.readString(LOCKS).lines().anyMatch((lock) -> lock.contains(":" + inode + " "));
	}

	@Test
	void isTakenAlsoWhileAnotherProcessLooks() throws Exception {
		Lease.take(this.folder).orElseThrow().close();
		Process looker = looker();
		try {
			assertThat(looker.inputReader().readLine()).isEqualTo("looking");
			for (int i = 0; i < 300; i++) {
				Optional<Lease> lease = Lease.take(this.folder);
				assertThat(lease).as("take %d", i).isPresent();
				lease.get().close();
			}
		}
		finally {
			looker.destroyForcibly();
		}
	}

	@Test
	void isSeenByAnotherProcess() throws Exception {
		try (Lease lease = Lease.take(this.folder).orElseThrow()) {
			assertThat(lease).isNotNull();
			Process looker = looker();
			looker.getOutputStream().write('\n');
			looker.getOutputStream().flush();

			assertThat(looker.inputReader().lines().toList()).containsExactly("looking", "true");
		}
	}

	@Test
	void isFreeAfterAnAttemptThatCouldNotOpenIt() throws IOException {
		Path later = this.folder.resolve("later");

		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Lease.take(later));
		Files.createDirectory(later);
		assertThat(Lease.isHeld(later)).isFalse();
		Lease.take(later).orElseThrow().close();
	}

	private Process looker() throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				LeaseTest.class.getName(), this.folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

}
