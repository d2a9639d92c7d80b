package dev.aura.kernel.run;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.kernel.settings.FaultPoint;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are added to. Adding is quick; {@link #force} waits for the disk, and
 * threads that wait at the same time share one wait. A line that could not be written
 * leaves nothing behind. Once the disk failed nobody can tell what is on it, so from then
 * on everything is refused.
 */
final class JournalFile implements AutoCloseable {

	private final Path path;

	/**
	 * Not a channel: an interrupt of the run's thread would close that for good.
	 */
	private final FileOutputStream file;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition forced = this.lock.newCondition();

	private String lastHash;

	/** Lines so far, in this life of the file. */
	private long written;

	private long onDisk;

	private boolean forcing;

	/** Of the file up to the end of the last line, in bytes. */
	private long length;

	private @Nullable IOException broken;

	/**
	 * A file that is open at its end.
	 * @param lastHash of its last line
	 * @param length in bytes
	 */
	JournalFile(Path path, FileOutputStream file, String lastHash, long length) {
		this.path = path;
		this.file = file;
		this.lastHash = lastHash;
		this.length = length;
	}

	/**
	 * Opens the file in a folder to go on after a line; what is behind that line is cut
	 * off.
	 * @param lastHash of that line, {@link Seal#FIRST} when there is none
	 * @param length of the file up to the end of that line
	 */
	static JournalFile open(Path folder, String lastHash, long length) throws IOException {
		Path path = folder.resolve(JournalLines.FILE);
		FileOutputStream file = new FileOutputStream(path.toFile(), true);
		try {
			if (file.getChannel().size() > length) {
				file.getChannel().truncate(length);
			}
			file.getFD().sync();
			forceFolder(folder);
			return new JournalFile(path, file, lastHash, length);
		}
		catch (IOException ex) {
			file.close();
			throw ex;
		}
	}

	/** Adds objects of JSON, all of them or, when the process dies, the first few. */
	void add(String... objects) {
		this.lock.lock();
		try {
			refuseWhenBroken();
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			String hash = this.lastHash;
			for (String object : objects) {
				String line = Seal.close(object, hash);
				hash = Seal.of(line);
				bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
				bytes.write('\n');
			}
			FaultPoint.ADDING.reach();
			write(bytes.toByteArray());
			this.lastHash = hash;
			this.written += objects.length;
			FaultPoint.ADDED.reach();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A full disk takes the first part of a line: the next one must not be glued to it.
	 */
	private void write(byte[] bytes) {
		try {
			this.file.write(bytes);
			this.length += bytes.length;
		}
		catch (IOException ex) {
			cutOff(ex);
			throw new UncheckedIOException(this.path + " cannot be written: " + ex.getMessage(), ex);
		}
	}

	/** Cuts off what is behind the last line. */
	private void cutOff(IOException failure) {
		// An interrupt that is due would close the channel.
		boolean interrupted = Thread.interrupted();
		try {
			this.file.getChannel().truncate(this.length);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
			this.broken = failure;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void refuseWhenBroken() {
		if (this.broken != null) {
			throw new UncheckedIOException(this.path + " failed before: " + this.broken.getMessage(), this.broken);
		}
	}

	/** Waits until every line added before is on disk. */
	void force() {
		this.lock.lock();
		try {
			long mine = this.written;
			while (this.onDisk < mine) {
				refuseWhenBroken();
				if (this.forcing) {
					this.forced.awaitUninterruptibly();
				}
				else {
					forceAll();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forceAll() {
		long all = this.written;
		this.forcing = true;
		this.lock.unlock();
		IOException failure = null;
		try {
			FaultPoint.FORCING.reach();
			this.file.getFD().sync();
			FaultPoint.FORCED.reach();
		}
		catch (IOException ex) {
			failure = ex;
		}
		this.lock.lock();
		this.forcing = false;
		this.forced.signalAll();
		if (failure != null) {
			// The system may take what it could not write for written from now on.
			this.broken = failure;
			throw new UncheckedIOException(this.path + " cannot be forced to the disk", failure);
		}
		this.onDisk = Math.max(this.onDisk, all);
	}

	/** Waits until the names in a folder are on disk. */
	static void forceFolder(Path folder) throws IOException {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	@Override
	public void close() {
		try (this.file) {
			force();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.path + " cannot be closed", ex);
		}
	}

}
