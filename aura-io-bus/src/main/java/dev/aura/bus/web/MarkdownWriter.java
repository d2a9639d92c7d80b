package dev.aura.bus.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds markdown from a stream of words and breaks: single spaces, one blank line
 * between blocks, the prefixes of lists and quotations, no empty marks.
 */
final class MarkdownWriter {

	/** Deeper lists and quotations are written at this depth. */
	private static final int DEPTH = 12;

	private final StringBuilder out = new StringBuilder();

	private final int limit;

	private final List<Prefix> prefixes = new ArrayList<>();

	/** Marks that wait for the first word after them. */
	private final List<String> waiting = new ArrayList<>();

	private int lineEnds;

	private boolean space;

	/**
	 * A writer.
	 * @param limit the most characters that it takes
	 */
	MarkdownWriter(int limit) {
		this.limit = limit;
	}

	/** Writes words; whitespace of any kind becomes one space. */
	void text(String text) {
		for (int i = 0; i < text.length(); i++) {
			char each = text.charAt(i);
			if (Character.isWhitespace(each) || each == '\u00a0') {
				this.space = true;
			}
			else if (!isInvisible(each)) {
				begin();
				this.out.append(each);
			}
		}
	}

	private static boolean isInvisible(char each) {
		return Character.isISOControl(each) || each == '\u00ad' || each == '\u200b' || each == '\ufeff';
	}

	/** Writes one piece as it is, such as inline code. */
	void piece(String piece) {
		begin();
		this.out.append(piece);
	}

	/** Writes lines as they are, as a block of their own. */
	void verbatim(List<String> lines) {
		block();
		for (String line : lines) {
			begin();
			this.out.append(line);
			checkLimit();
			line();
		}
		block();
	}

	/**
	 * Opens a mark such as {@code **}; it appears with the next word, if there is one.
	 */
	void open(String mark) {
		this.waiting.add(mark);
	}

	/** Closes the mark that was opened last, or takes it back when nothing came since. */
	void close(String mark) {
		if (this.waiting.isEmpty()) {
			this.out.append(mark);
		}
		else {
			this.waiting.removeLast();
		}
	}

	void space() {
		this.space = true;
	}

	/** Ends the line. */
	void line() {
		this.lineEnds = Math.max(this.lineEnds, 1);
	}

	/**
	 * Ends the paragraph; nothing follows the marker of a list item that is still empty.
	 */
	void block() {
		boolean marker = !this.prefixes.isEmpty() && !this.prefixes.getLast().used;
		this.lineEnds = Math.max(this.lineEnds, marker ? 1 : 2);
	}

	/**
	 * Indents what follows: {@code first} before the next line, {@code rest} after it.
	 */
	void push(String first, String rest) {
		this.prefixes.add(new Prefix(first, rest));
	}

	void pop() {
		this.prefixes.removeLast();
	}

	private void begin() {
		if (this.out.isEmpty() || this.lineEnds > 0) {
			startLine();
		}
		else if (this.space) {
			this.out.append(' ');
		}
		this.space = false;
		this.waiting.forEach(this.out::append);
		this.waiting.clear();
		checkLimit();
	}

	private void startLine() {
		if (!this.out.isEmpty()) {
			this.out.append('\n');
			if (this.lineEnds > 1) {
				shown().filter((prefix) -> prefix.used).forEach((prefix) -> this.out.append(prefix.rest));
				this.out.setLength(trimmedLength());
				this.out.append('\n');
			}
		}
		this.lineEnds = 0;
		shown().forEach((prefix) -> this.out.append(prefix.next()));
		this.prefixes.forEach((prefix) -> prefix.used = true);
	}

	private Stream<Prefix> shown() {
		return this.prefixes.stream().limit(DEPTH);
	}

	private int trimmedLength() {
		int length = this.out.length();
		while (this.out.charAt(length - 1) == ' ') {
			length--;
		}
		return length;
	}

	private void checkLimit() {
		if (this.out.length() > this.limit) {
			throw new TooLargeException(this.limit);
		}
	}

	@Override
	public String toString() {
		return this.out.toString();
	}

	private static final class Prefix {

		private final String first;

		private final String rest;

		private boolean used;

		private Prefix(String first, String rest) {
			this.first = first;
			this.rest = rest;
		}

		private String next() {
			return this.used ? this.rest : this.first;
		}

	}

}
