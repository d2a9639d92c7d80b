package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One output of an isolate, in which a mark says where that of a program ends: it reaches
 * its end only when everything that holds it open is gone, long after the program.
 *
 * <p>
 * A mark is a line: NUL, a word that only this isolate and the bus know, a blank, a note.
 * A program that finds the word out can only end its own output early.
 */
final class MarkedOutput {

	/** What comes before everything else on stdout, from an interpreter that waits. */
	private static final byte[] READY = "\0ready\n".getBytes(StandardCharsets.US_ASCII);

	/** No note is longer; a pipe takes as much in one piece. */
	static final int LONGEST_NOTE = 4000;

	private final InputStream stream;

	private final byte[] mark;

	private final byte[] buffer = new byte[16 * 1024];

	private int start;

	private int end;

	MarkedOutput(InputStream stream, String word) {
		this.stream = stream;
		this.mark = ("\0" + word + " ").getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Waits for an interpreter to be ready; false when something else comes or nothing.
	 */
	boolean ready() throws IOException {
		while (this.end - this.start < READY.length) {
			if (!more()) {
				return false;
			}
		}
		if (!Arrays.equals(this.buffer, this.start, this.start + READY.length, READY, 0, READY.length)) {
			return false;
		}
		this.start += READY.length;
		return true;
	}

	/**
	 * Passes on what comes before the next mark.
	 * @return the note of the mark; empty when the output ended without one
	 */
	Optional<String> passOn(Piece to) throws IOException {
		while (true) {
			int at = find(this.mark, this.start);
			int newline = (at >= 0) ? find(new byte[] { '\n' }, at + this.mark.length) : -1;
			if (newline >= 0) {
				String note = new String(this.buffer, at + this.mark.length, newline - at - this.mark.length,
						StandardCharsets.US_ASCII);
				passUntil(at, to);
				this.start = newline + 1;
				return Optional.of(note);
			}
			boolean begun = at >= 0 && this.end - at <= LONGEST_NOTE;
			passUntil(begun ? at : this.end - beginning(), to);
			if (!more()) {
				passUntil(this.end, to);
				return Optional.empty();
			}
		}
	}

	private void passUntil(int position, Piece to) throws IOException {
		if (position > this.start) {
			int from = this.start;
			this.start = position;
			to.accept(this.buffer, from, position - from);
		}
	}

	/** How many of the last bytes may be the beginning of a mark. */
	private int beginning() {
		for (int count = Math.min(this.mark.length - 1, this.end - this.start); count > 0; count--) {
			if (Arrays.equals(this.buffer, this.end - count, this.end, this.mark, 0, count)) {
				return count;
			}
		}
		return 0;
	}

	private int find(byte[] wanted, int from) {
		for (int at = from; at <= this.end - wanted.length; at++) {
			if (this.buffer[at] == wanted[0]
					&& Arrays.equals(this.buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
				return at;
			}
		}
		return -1;
	}

	/** Reads on, having made room. */
	private boolean more() throws IOException {
		if (this.start > 0) {
			System.arraycopy(this.buffer, this.start, this.buffer, 0, this.end - this.start);
			this.end -= this.start;
			this.start = 0;
		}
		int count = this.stream.read(this.buffer, this.end, this.buffer.length - this.end);
		this.end += Math.max(0, count);
		return count >= 0;
	}

	/** Takes a piece of output. */
	interface Piece {

		/**
		 * Takes it.
		 * @param bytes a buffer, valid until this returns
		 */
		void accept(byte[] bytes, int offset, int length) throws IOException;

	}

}
