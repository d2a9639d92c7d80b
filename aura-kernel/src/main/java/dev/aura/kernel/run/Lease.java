package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to carry a run: a lock on its file {@code lock}, which the system gives back
 * when the process dies, however it dies. The file names the holder for people.
 */
final class Lease implements AutoCloseable {

	static final String FILE = "lock";

	/**
	 * The folders whose lease this process holds. Their files must not be opened again:
	 * to close any descriptor of a file gives back all locks that a process has on it.
	 */
	private static final Set<Path> mine = ConcurrentHashMap.newKeySet();

	private final Path folder;

	private final FileChannel channel;

	private Lease(Path folder, FileChannel channel) {
		this.folder = folder;
		this.channel = channel;
	}

	/** The lease of a run; empty while another process, or this one, holds it. */
	static Optional<Lease> take(Path folder) throws IOException {
		if (!mine.add(folder)) {
			return Optional.empty();
		}
		Lease lease = null;
		FileChannel channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		try {
			if (channel.tryLock() != null) {
				channel.truncate(0);
				channel.write(ByteBuffer.wrap(holder().getBytes(StandardCharsets.US_ASCII)));
				lease = new Lease(folder, channel);
			}
			return Optional.ofNullable(lease);
		}
		finally {
			if (lease == null) {
				mine.remove(folder);
				channel.close();
			}
		}
	}

	/** Whether somebody carries the run right now. */
	static boolean isHeld(Path folder) throws IOException {
		Path file = folder.resolve(FILE);
		if (mine.contains(folder)) {
			return true;
		}
		if (!Files.exists(file)) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
				FileLock free = channel.tryLock()) {
			return free == null;
		}
		catch (OverlappingFileLockException ex) {
			return true;
		}
	}

	/** Who holds it, as {@code process 4711}. */
	static String holder(Path folder) {
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

	private static String holder() {
		ProcessHandle self = ProcessHandle.current();
		return self.pid() + "@" + self.info().startInstant().map((start) -> start.toEpochMilli()).orElse(0L);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		mine.remove(this.folder);
	}

}
