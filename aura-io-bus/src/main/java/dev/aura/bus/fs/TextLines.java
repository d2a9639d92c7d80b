package dev.aura.bus.fs;

import java.io.IOException;
import java.io.Reader;

import org.jspecify.annotations.Nullable;

/** Gives the lines of a text one by one, however long they are. */
final class TextLines {

	private static final int MAX_LENGTH = 64 * 1024;

	private final Reader reader;

	private final char[] buffer = new char[16 * 1024];

	private int at;

	private int count;

	private boolean cut;

	TextLines(Reader reader) {
		this.reader = reader;
	}

	/**
	 * The next line without its ending, at most its first 65,536 characters; null after
	 * the last one.
	 */
	@Nullable String next() throws IOException {
		if (!fill()) {
			return null;
		}
		StringBuilder line = new StringBuilder();
		while (fill()) {
			int start = this.at;
			while (this.at < this.count && this.buffer[this.at] != '\n') {
				this.at++;
			}
			append(line, start);
			if (this.at < this.count) {
				this.at++;
				break;
			}
		}
		return withoutReturn(line);
	}

	private boolean fill() throws IOException {
		if (this.at == this.count) {
			this.at = 0;
			this.count = Math.max(0, this.reader.read(this.buffer));
		}
		return this.count > 0;
	}

	private void append(StringBuilder line, int start) {
		int length = Math.min(this.at - start, MAX_LENGTH - line.length());
		line.append(this.buffer, start, length);
		this.cut |= length < this.at - start;
	}

	private static String withoutReturn(StringBuilder line) {
		int length = line.length();
		boolean ends = length > 0 && line.charAt(length - 1) == '\r';
		return ends ? line.substring(0, length - 1) : line.toString();
	}

	/** Whether a line so far was longer than what was given of it. */
	boolean isCut() {
		return this.cut;
	}

}
