package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Some lines of a text, out of a stream that may be of any length. A line ends with a
 * line feed, which belongs to it, as does a carriage return before it.
 * <p>
 * A page ends before the line that would make it too large. Only when its first line
 * alone is too large, that line is cut.
 */
final class TextPage {

	private final long offset;

	private final long end;

	private final long most;

	private final StringBuilder content = new StringBuilder();

	/** Where the line that is being read begins in the content. */
	private int lineStart;

	/** Bytes of the content. */
	private long bytes;

	/** The line that is being read, counted from 0. */
	private long line;

	/** Characters of that line. */
	private boolean lineBegun;

	/** The first line after the page, once that is known. */
	private long next = -1;

	private boolean cut;

	private TextPage(long offset, long limit, long most) {
		this.offset = offset;
		this.end = (offset > Long.MAX_VALUE - limit) ? Long.MAX_VALUE : offset + limit;
		this.most = most;
	}

	/**
	 * Reads a page, and the rest of the stream for its number of lines.
	 * @param offset the first line, counted from 0
	 * @param limit the most lines
	 * @param most the most bytes
	 */
	static TextPage read(InputStream bytes, long offset, long limit, long most) throws IOException {
		TextPage page = new TextPage(offset, limit, most);
		TextReader reader = new TextReader(bytes);
		char[] buffer = new char[16 * 1024];
		for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
			for (int i = 0; i < count; i++) {
				page.accept(buffer[i]);
			}
		}
		return page;
	}

	private void accept(char character) {
		if (this.next < 0 && this.line >= this.offset) {
			add(character);
		}
		this.lineBegun = character != '\n';
		if (character == '\n') {
			this.line++;
		}
	}

	private void add(char character) {
		this.bytes += width(character);
		if (this.bytes > this.most) {
			overflow();
			return;
		}
		this.content.append(character);
		if (character == '\n') {
			this.lineStart = this.content.length();
			if (this.line + 1 == this.end) {
				this.next = this.end;
			}
		}
	}

	private void overflow() {
		if (this.lineStart > 0) {
			this.content.setLength(this.lineStart);
			this.next = this.line;
			return;
		}
		this.cut = true;
		this.next = this.line + 1;
		int length = this.content.length();
		if (length > 0 && Character.isHighSurrogate(this.content.charAt(length - 1))) {
			this.content.setLength(length - 1);
		}
	}

	/** Bytes in UTF-8; each half of a surrogate pair counts for two of the four. */
	private static int width(char character) {
		if (character < 0x80) {
			return 1;
		}
		return (character < 0x800 || Character.isSurrogate(character)) ? 2 : 3;
	}

	String content() {
		return this.content.toString();
	}

	long totalLines() {
		return this.line + (this.lineBegun ? 1 : 0);
	}

	/** Whether there is more of the text after the page, or of its last line. */
	boolean isTruncated() {
		return this.cut || nextOffset() != null;
	}

	/** The first line of the next page. */
	@Nullable Long nextOffset() {
		return (this.next >= 0 && this.next < totalLines()) ? this.next : null;
	}

}
