package dev.aura.bus.memory;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Splits a text into chunks of whole sentences. Chunks follow one another without a gap
 * and each repeats the last sentences of the one before, so the text can be put together
 * again from its chunks.
 */
final class Chunker {

	/** To be raised when texts would be split in another way. */
	static final int VERSION = 1;

	/** Below the 510 that the model reads. */
	static final int MAX_TOKENS = 400;

	/** Repeated at the start of the next chunk, at most. */
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
		return (size(text) <= MAX_TOKENS) ? List.of(new Chunk(0, text)) : pack(text, sentences(text));
	}

	private int size(String piece) {
		int least = piece.length() / MAX_CHARACTERS_PER_TOKEN;
		return (least > MAX_TOKENS) ? least : Math.max(least, this.tokens.applyAsInt(piece));
	}

	private List<Chunk> pack(String text, List<Sentence> sentences) {
		List<Chunk> chunks = new ArrayList<>();
		int first = 0;
		int size = 0;
		for (int next = 0; next < sentences.size(); next++) {
			if (size + sentences.get(next).size() > MAX_TOKENS) {
				chunks.add(chunk(text, sentences, first, next));
				int room = Math.min(OVERLAP_TOKENS, MAX_TOKENS - sentences.get(next).size());
				first = next;
				size = 0;
				while (first > 0 && size + sentences.get(first - 1).size() <= room) {
					first--;
					size += sentences.get(first).size();
				}
			}
			size += sentences.get(next).size();
		}
		chunks.add(chunk(text, sentences, first, sentences.size()));
		return chunks;
	}

	private static Chunk chunk(String text, List<Sentence> sentences, int from, int to) {
		int start = sentences.get(from).start();
		return new Chunk(start, text.substring(start, sentences.get(to - 1).end()));
	}

	/**
	 * Sentences without a gap between them, none with more tokens than a chunk may have.
	 */
	private List<Sentence> sentences(String text) {
		BreakIterator borders = BreakIterator.getSentenceInstance(Locale.ROOT);
		borders.setText(text);
		List<Sentence> sentences = new ArrayList<>();
		int start = borders.first();
		for (int end = borders.next(); end != BreakIterator.DONE; end = borders.next()) {
			addWithin(text, start, end, sentences);
			start = end;
		}
		return sentences;
	}

	private void addWithin(String text, int start, int end, List<Sentence> sentences) {
		int size = size(text.substring(start, end));
		if (size <= MAX_TOKENS) {
			sentences.add(new Sentence(start, end, size));
			return;
		}
		int middle = border(text, start, end);
		addWithin(text, start, middle, sentences);
		addWithin(text, middle, end, sentences);
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

	private record Sentence(int start, int end, int size) {
	}

}
