package dev.aura.bus.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads one output of a program to its end, so that the program never blocks on a full
 * pipe, and keeps the beginning.
 */
final class OutputDrain implements Runnable {

	private static final int BUFFER = 16 * 1024;

	private final InputStream stream;

	private final int keep;

	private final FloodGate gate;

	private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

	private volatile boolean truncated;

	OutputDrain(InputStream stream, int keep, FloodGate gate) {
		this.stream = stream;
		this.keep = keep;
		this.gate = gate;
	}

	@Override
	public void run() {
		byte[] buffer = new byte[BUFFER];
		try (this.stream) {
			for (int count = this.stream.read(buffer); count >= 0; count = this.stream.read(buffer)) {
				keep(buffer, count);
				this.gate.passed(count);
			}
		}
		catch (IOException ex) {
			// The pipe was closed under us: what was read until then is the output.
		}
	}

	private void keep(byte[] buffer, int count) {
		int room = Math.min(count, this.keep - this.kept.size());
		this.kept.write(buffer, 0, room);
		this.truncated |= room < count;
	}

	boolean truncated() {
		return this.truncated;
	}

	/** What was kept so far; a character cut in two by the limit is dropped. */
	String text() {
		byte[] bytes = this.kept.toByteArray();
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE);
		CharBuffer text = CharBuffer.allocate(bytes.length + 1);
		decoder.decode(ByteBuffer.wrap(bytes), text, !this.truncated);
		if (!this.truncated) {
			decoder.flush(text);
		}
		return text.flip().toString();
	}

}
