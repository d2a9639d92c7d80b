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

/**
 * A file that lines are added to. Adding is quick; {@link #force} waits for the disk, and
 * threads that wait at the same time share one wait.
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

	private JournalFile(Path path, FileOutputStream file, String lastHash) {
		this.path = path;
		this.file = file;
		this.lastHash = lastHash;
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
		if (file.getChannel().size() > length) {
			file.getChannel().truncate(length);
		}
		file.getFD().sync();
		forceFolder(folder);
		return new JournalFile(path, file, lastHash);
	}

	/** Adds objects of JSON, all of them or, when the process dies, the first few. */
	void add(String... objects) {
		this.lock.lock();
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			String hash = this.lastHash;
			for (String object : objects) {
				String line = Seal.close(object, hash);
				hash = Seal.of(line);
				bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
				bytes.write('\n');
			}
			FaultPoint.ADDING.reach();
			this.file.write(bytes.toByteArray());
			this.lastHash = hash;
			this.written += objects.length;
			FaultPoint.ADDED.reach();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.path + " cannot be written", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits until every line added before is on disk. */
	void force() {
		this.lock.lock();
		try {
			long mine = this.written;
			while (this.onDisk < mine) {
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
		try {
			force();
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.path + " cannot be closed", ex);
		}
	}

}
