package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of what a person wrote, for BM25 to weigh. A piece such as {@code user_id} or
 * {@code E-4711} also counts as a phrase.
 */
final class LexicalQuery {

	/** FTS5's own idea of a word: letters, marks, numbers and private use characters. */
	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Co}]+");

	/** Beyond these, more of a long query hardly changes the ranking. */
	private static final int MAX_TERMS = 256;

	/** Lucene's list: words that are nearly everywhere say nothing and cost the most. */
	private static final Set<String> STOP_WORDS = Set.of("a", "an", "and", "are", "as", "at", "be", "but", "by", "for",
			"if", "in", "into", "is", "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then",
			"there", "these", "they", "this", "to", "was", "will", "with");

	private LexicalQuery() {
	}

	/** What to look for; nothing when there is no word in the text. */
	static List<Term> terms(String text) {
		Set<Term> terms = new LinkedHashSet<>();
		Set<Term> stopWords = new LinkedHashSet<>();
		for (String piece : text.split("\\s+")) {
			List<String> words = WORD.matcher(piece).results().map(MatchResult::group).toList();
			if (words.size() > 1 && piece.codePoints().noneMatch(Terms::isWithoutBlanks)) {
				terms.add(new Term(String.join(" ", words), false));
			}
			for (String word : words) {
				if (word.codePoints().anyMatch(Terms::isWithoutBlanks)) {
					terms.addAll(pairs(word));
					continue;
				}
				String lowered = word.toLowerCase(Locale.ROOT);
				(STOP_WORDS.contains(lowered) ? stopWords : terms).add(new Term(lowered, false));
			}
		}
		Set<Term> chosen = terms.isEmpty() ? stopWords : terms;
		return chosen.stream().limit(MAX_TERMS).toList();
	}

	/** Whether a search leaves a word out, in small letters, when there are others. */
	static boolean isStopWord(String word) {
		return STOP_WORDS.contains(word);
	}

	/** The words that {@link Terms} makes of a run of letters. */
	private static List<Term> pairs(String run) {
		List<Term> pairs = new ArrayList<>();
		for (String word : Objects.requireNonNull(Terms.of(null, run)).strip().split("\\s+")) {
			if (word.codePointCount(0, word.length()) > 1) {
				pairs.add(new Term(word.toLowerCase(Locale.ROOT), false));
			}
		}
		// One letter alone: whatever word begins with it.
		return pairs.isEmpty() ? List.of(new Term(run, true)) : pairs;
	}

	/**
	 * An expression for FTS5's {@code MATCH} that cannot be malformed: quoted words
	 * joined by OR.
	 */
	static String expression(List<Term> terms) {
		return terms.stream()
			.map((term) -> '"' + term.words() + '"' + (term.isPrefix() ? "*" : ""))
			.collect(Collectors.joining(" OR "));
	}

	/**
	 * One thing to look for.
	 *
	 * @param words one, or several that follow each other, with a blank between
	 * @param isPrefix whether it is the beginning of a word
	 */
	record Term(String words, boolean isPrefix) {
	}

}
