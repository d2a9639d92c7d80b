package dev.aura.faiss;

import java.nio.file.Path;

/**
 * A file of records, read in the order in which they were written. Every byte is covered
 * by a checksum: what is damaged, cut off or longer than written is never read as
 * something else. Vectors of a large index are the exception, see
 * {@link FaissIndex#read}. Not for several threads.
 */
public final class IndexFile implements AutoCloseable {

	private static final int MOST_BYTES = 1 << 24;

	private final Native.File file;

	private final boolean writing;

	private IndexFile(Path path, boolean writing) {
		this.file = FaissException.translated(() -> new Native.File(path.toString(), writing));
		this.writing = writing;
	}

	/**
	 * A new file, or an old one made empty.
	 * @throws FaissException when it cannot be made
	 */
	public static IndexFile create(Path path) {
		return new IndexFile(path, true);
	}

	/**
	 * A file to read.
	 * @throws FaissException when it cannot be opened
	 */
	public static IndexFile open(Path path) {
		return new IndexFile(path, false);
	}

	/**
	 * Writes some bytes, at most 16 MB, as one record.
	 * @throws FaissException when the disk is full, for one
	 */
	public void write(byte[] bytes) {
		if (bytes.length > MOST_BYTES) {
			throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: at most " + MOST_BYTES + ")");
		}
		run(() -> this.file.writeBytes(bytes, bytes.length));
	}

	/**
	 * Reads what {@link #write(byte[])} wrote.
	 * @throws DamagedFileException when it is not what was written
	 */
	public byte[] read() {
		return FaissException.translated(() -> {
			long size = this.file.next();
			if (size > MOST_BYTES) {
				throw new DamagedFileException();
			}
			byte[] bytes = new byte[(int) size];
			this.file.readBytes(bytes, size);
			return bytes;
		});
	}

	/**
	 * Ends the file: brings a written one to the disk; of a read one, checks that it ends
	 * here.
	 * @throws FaissException when it does not
	 */
	public void finish() {
		run(() -> this.file.finish(this.writing));
	}

	Native.File handle() {
		return this.file;
	}

	private static void run(Runnable action) {
		FaissException.translated(() -> {
			action.run();
			return Boolean.TRUE;
		});
	}

	@Override
	public void close() {
		this.file.close();
	}

}
