package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The right to carry a run: a lock on its file {@code lock}, which the system gives back
 * when the process dies, however it dies. The file names the holder for people.
 */
final class Lease implements AutoCloseable {

	static final String FILE = "lock";

	/** Who only looks whether a lease is held, holds it for that moment. */
	private static final int ATTEMPTS = 10;

	private static final Duration PAUSE = Duration.ofMillis(10);

	/**
	 * The folders whose lease this process holds. Their files must not be opened again:
	 * to close any descriptor of a file gives back all locks that a process has on it. So
	 * whoever opens one has this set to itself.
	 */
	private static final Set<Path> mine = new HashSet<>();

	private final Path folder;

	private final FileChannel channel;

	private Lease(Path folder, FileChannel channel) {
		this.folder = folder;
		this.channel = channel;
	}

	/** The lease of a run; empty while another process, or this one, holds it. */
	static Optional<Lease> take(Path folder) throws IOException {
		Optional<Lease> lease = attempt(folder);
		for (int i = 1; i < ATTEMPTS && lease.isEmpty() && !isMine(folder); i++) {
			if (!pause()) {
				return lease;
			}
			lease = attempt(folder);
		}
		return lease;
	}

	private static Optional<Lease> attempt(Path folder) throws IOException {
		synchronized (mine) {
			if (mine.contains(folder)) {
				return Optional.empty();
			}
			FileChannel channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			try {
				if (channel.tryLock() != null) {
					channel.truncate(0);
					channel.write(ByteBuffer.wrap(holder().getBytes(StandardCharsets.US_ASCII)));
					mine.add(folder);
					return Optional.of(new Lease(folder, channel));
				}
				return Optional.empty();
			}
			finally {
				if (!mine.contains(folder)) {
					channel.close();
				}
			}
		}
	}

	/** Waits a moment. */
	private static boolean pause() {
		try {
			Thread.sleep(PAUSE);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Whether somebody carries the run right now. */
	static boolean isHeld(Path folder) throws IOException {
		Path file = folder.resolve(FILE);
		synchronized (mine) {
			if (mine.contains(folder)) {
				return true;
			}
			if (!Files.exists(file)) {
				return false;
			}
			// Shared, so that those who look do not take each other for a holder.
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
					FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
				return free == null;
			}
		}
	}

	private static boolean isMine(Path folder) {
		synchronized (mine) {
			return mine.contains(folder);
		}
	}

	/** Who holds it, as {@code process 4711}. */
	static String holder(Path folder) {
		synchronized (mine) {
			if (mine.contains(folder)) {
				return "this process";
			}
			try {
				return "process " + Files.readString(folder.resolve(FILE)).replaceAll("@.*", "").strip();
			}
			catch (IOException ex) {
				return "another process";
			}
		}
	}

	private static String holder() {
		ProcessHandle self = ProcessHandle.current();
		return self.pid() + "@" + self.info().startInstant().map((start) -> start.toEpochMilli()).orElse(0L);
	}

	@Override
	public void close() throws IOException {
		synchronized (mine) {
			try {
				this.channel.close();
			}
			finally {
				mine.remove(this.folder);
			}
		}
	}

}
