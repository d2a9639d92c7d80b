package dev.aura.bus.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of an output. One thread writes, any thread reads. */
final class Capture {

	private final int most;

	private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

	private volatile boolean truncated;

	Capture(int most) {
		this.most = most;
	}

	void add(byte[] bytes, int offset, int length) {
		int room = Math.min(length, this.most - this.kept.size());
		this.kept.write(bytes, offset, room);
		this.truncated |= room < length;
	}

	/** Whether anything was dropped. */
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
