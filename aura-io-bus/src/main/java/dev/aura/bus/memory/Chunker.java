package dev.aura.bus.memory;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

import dev.aura.bus.memory.document.Section;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text into chunks that the embedding model reads whole. Chunks follow one
 * another without a gap, so the text can be put together again from them.
 *
 * <p>
 * Prose is cut between sentences, and each chunk repeats the last sentences of the one
 * before. Source code is cut at blank lines, preferably where the indentation is least,
 * which is between functions; nothing is repeated.
 */
final class Chunker {

	/** To be raised when texts would be split in another way. */
	static final int VERSION = 2;

	/** Of a chunk and its context together; below the 510 that the model reads. */
	static final int MAX_TOKENS = 480;

	/** Repeated at the start of the next chunk of prose, at most. */
	static final int OVERLAP_TOKENS = 50;

	/**
	 * A token counts for at least so many characters: what the model does not know, such
	 * as base64, may be one token of any length.
	 */
	private static final int MAX_CHARACTERS_PER_TOKEN = 20;

	private final ToIntFunction<String> tokens;

	/**
	 * A chunker.
	 * @param tokens counts the tokens of a text
	 */
	Chunker(ToIntFunction<String> tokens) {
		this.tokens = tokens;
	}

	/** The chunks of a text in its order, at least one. */
	List<Chunk> split(String text) {
		return split(text, 0, null, Section.Kind.PROSE);
	}

	/** The chunks of a section of a document in its order. */
	List<Chunk> split(Section section) {
		return split(section.text(), section.start(), section.context(), section.kind());
	}

	private List<Chunk> split(String text, int offset, @Nullable String context, Section.Kind kind) {
		int most = MAX_TOKENS - ((context != null) ? Math.min(size(context, MAX_TOKENS), MAX_TOKENS / 2) : 0);
		if (size(text, most) <= most) {
			return List.of(new Chunk(offset, text, context));
		}
		List<Unit> units = (kind == Section.Kind.CODE) ? blocks(text, most) : sentences(text, most);
		List<Chunk> chunks = new ArrayList<>();
		for (Span span : pack(units, most, kind)) {
			int start = units.get(span.first()).start();
			String piece = text.substring(start, units.get(span.end() - 1).end());
			chunks.add(new Chunk(offset + start, piece, context));
		}
		return chunks;
	}

	/**
	 * How many tokens a piece has; only that it has too many when it has more than the
	 * most.
	 */
	private int size(String piece, int most) {
		int least = piece.length() / MAX_CHARACTERS_PER_TOKEN;
		return (least > most) ? least : Math.max(least, this.tokens.applyAsInt(piece));
	}

	private static List<Span> pack(List<Unit> units, int most, Section.Kind kind) {
		List<Span> spans = new ArrayList<>();
		int first = 0;
		int size = 0;
		for (int next = 0; next < units.size(); next++) {
			while (first < next && size + units.get(next).size() > most) {
				int end = (kind == Section.Kind.CODE) ? leastIndented(units, first, next) : next;
				spans.add(new Span(first, end));
				first = (kind == Section.Kind.CODE) ? end : repeated(units, first, next, most);
				size = units.subList(first, next).stream().mapToInt(Unit::size).sum();
			}
			size += units.get(next).size();
		}
		spans.add(new Span(first, units.size()));
		return spans;
	}

	/** Where the next chunk begins, so that it repeats the end of the one before. */
	private static int repeated(List<Unit> units, int first, int next, int most) {
		int room = Math.min(OVERLAP_TOKENS, most - units.get(next).size());
		int begin = next;
		while (begin > first + 1 && units.get(begin - 1).size() <= room) {
			begin--;
			room -= units.get(begin).size();
		}
		return begin;
	}

	/** The last least indented block in the second half of what is to be cut. */
	private static int leastIndented(List<Unit> units, int first, int next) {
		int best = next;
		for (int i = next - 1; i > first + (next - first) / 2; i--) {
			if (units.get(i).indentation() < units.get(best).indentation()) {
				best = i;
			}
		}
		return best;
	}

	private List<Unit> sentences(String text, int most) {
		BreakIterator borders = BreakIterator.getSentenceInstance(Locale.ROOT);
		borders.setText(text);
		List<Unit> sentences = new ArrayList<>();
		int start = borders.first();
		for (int end = borders.next(); end != BreakIterator.DONE; end = borders.next()) {
			addWithin(text, start, end, most, 0, sentences);
			start = end;
		}
		return sentences;
	}

	/** Runs of lines with the blank lines after them. */
	private List<Unit> blocks(String text, int most) {
		List<Unit> blocks = new ArrayList<>();
		int start = 0;
		boolean blank = false;
		int line = 0;
		while (line < text.length()) {
			int newline = text.indexOf('\n', line);
			int end = (newline < 0) ? text.length() : newline + 1;
			boolean blankLine = text.substring(line, end).isBlank();
			if (blank && !blankLine) {
				addWithin(text, start, line, most, indentation(text, start), blocks);
				start = line;
			}
			blank = blankLine;
			line = end;
		}
		addWithin(text, start, text.length(), most, indentation(text, start), blocks);
		return blocks;
	}

	private static int indentation(String text, int start) {
		int width = 0;
		for (int i = start; i < text.length(); i++) {
			switch (text.charAt(i)) {
				case ' ' -> width++;
				case '\t' -> width += 4;
				default -> {
					return width;
				}
			}
		}
		return width;
	}

	/** Adds units without a gap between them, none larger than a chunk may be. */
	private void addWithin(String text, int start, int end, int most, int indentation, List<Unit> units) {
		int size = size(text.substring(start, end), most);
		if (size <= most) {
			units.add(new Unit(start, end, size, indentation));
			return;
		}
		int middle = border(text, start, end);
		addWithin(text, start, middle, most, indentation, units);
		addWithin(text, middle, end, most, Integer.MAX_VALUE, units);
	}

	/** A place to cut: the middle, or after the last line or word before it. */
	private static int border(String text, int start, int end) {
		int middle = (start + end) >>> 1;
		int earliest = start + (end - start) / 4;
		for (String separator : List.of("\n", " ")) {
			int found = text.lastIndexOf(separator, middle);
			if (found > earliest) {
				return found + 1;
			}
		}
		return Character.isLowSurrogate(text.charAt(middle)) ? middle + 1 : middle;
	}

	/**
	 * What is not cut further.
	 *
	 * @param size in tokens
	 * @param indentation in columns
	 */
	private record Unit(int start, int end, int size, int indentation) {
	}

	/**
	 * The units of a chunk.
	 *
	 * @param end the first that is not in it
	 */
	private record Span(int first, int end) {
	}

}
