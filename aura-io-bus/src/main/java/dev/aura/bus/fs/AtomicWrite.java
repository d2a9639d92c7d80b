package dev.aura.bus.fs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A file in the making: written under a hidden name and moved into place when complete
 * and on the disk. Closing it before that leaves everything as it was.
 */
final class AtomicWrite implements Closeable {

	private final Folder folder;

	private final Path hidden;

	private final FileChannel channel;

	private final OutputStream out;

	private final MessageDigest digest = sha256();

	private final long most;

	private long size;

	private boolean kept;

	/**
	 * Begins a file.
	 * @param permissions those of the file that is replaced; empty for a new one
	 * @param most the most bytes that it may have
	 */
	AtomicWrite(Folder folder, Set<PosixFilePermission> permissions, long most) throws IOException {
		this.folder = folder;
		this.most = most;
		this.hidden = TemporaryName.next();
		this.channel = folder.create(this.hidden, permissions);
		this.out = Channels.newOutputStream(this.channel);
		StaleFiles.markInUse(this.channel);
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Adds bytes. */
	void write(byte[] bytes, int length) throws IOException {
		this.size += length;
		if (this.size > this.most) {
			throw FsProblems.tooLarge("The file", this.size, this.most);
		}
		this.digest.update(bytes, 0, length);
		this.out.write(bytes, 0, length);
	}

	/** Adds everything that a stream has. */
	void writeAll(InputStream in) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
			write(buffer, length);
		}
	}

	/** Waits until all bytes are on the disk; there are no more. */
	Stored complete() throws IOException {
		this.channel.force(true);
		return new Stored(this.size, HexFormat.of().formatHex(this.digest.digest()));
	}

	/** Puts the complete file in place, replacing what is there. */
	void keepAs(Path name) throws IOException {
		this.folder.move(this.hidden, this.folder, name);
		this.kept = true;
		this.folder.sync();
	}

	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			if (!this.kept) {
				this.folder.delete(this.hidden);
			}
		}
	}

	/**
	 * What was stored.
	 *
	 * @param size in bytes
	 * @param sha256 64 lower-case hexadecimal digits
	 */
	record Stored(long size, String sha256) {
	}

}
