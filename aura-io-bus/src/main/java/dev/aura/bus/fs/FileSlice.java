package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Part of an open file. Its end is fixed, so that a file that grows as it is read is not
 * read for ever.
 */
final class FileSlice extends InputStream {

	private final FileChannel channel;

	private final long end;

	private long position;

	FileSlice(FileChannel channel, long start, long end) {
		this.channel = channel;
		this.position = start;
		this.end = end;
	}

	/** The file as long as it is now. */
	static FileSlice whole(FileChannel channel) throws IOException {
		return new FileSlice(channel, 0, channel.size());
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : Byte.toUnsignedInt(one[0]);
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		int wanted = (int) Math.min(length, this.end - this.position);
		if (wanted <= 0) {
			return -1;
		}
		// Reading a file holds the thread that carries this virtual one: a long file must
		// not keep the other calls from running.
		Thread.yield();
		int count = this.channel.read(ByteBuffer.wrap(bytes, offset, wanted), this.position);
		this.position += Math.max(count, 0);
		return count;
	}

}
