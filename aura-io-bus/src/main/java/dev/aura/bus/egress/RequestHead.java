package dev.aura.bus.egress;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Reads what comes before the body of a request. */
final class RequestHead {

	/** What ends it. */
	static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private RequestHead() {
	}

	/**
	 * Reads until the head is complete and leaves the buffer flipped.
	 * @return where its end begins; negative when the buffer is too small for it
	 */
	static int read(SocketChannel channel, ByteBuffer buffer) throws IOException {
		int searched = 0;
		while (buffer.hasRemaining()) {
			if (channel.read(buffer) < 0) {
				throw new EOFException();
			}
			for (; searched <= buffer.position() - END.length; searched++) {
				if (endsAt(buffer, searched)) {
					buffer.flip();
					return searched;
				}
			}
		}
		return -1;
	}

	private static boolean endsAt(ByteBuffer buffer, int index) {
		for (int i = 0; i < END.length; i++) {
			if (buffer.get(index + i) != END[i]) {
				return false;
			}
		}
		return true;
	}

}
