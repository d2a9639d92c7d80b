package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Turns what a person wrote into an FTS5 expression that cannot be malformed: quoted
 * words joined by OR, so that BM25 does the weighing. A piece such as {@code user_id} or
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

	/** An expression for {@code MATCH}; empty when there is no word in the text. */
	static String of(String text) {
		Set<String> terms = new LinkedHashSet<>();
		Set<String> stopWords = new LinkedHashSet<>();
		for (String piece : text.split("\\s+")) {
			List<String> words = WORD.matcher(piece).results().map(MatchResult::group).toList();
			if (words.size() > 1 && piece.codePoints().noneMatch(Terms::isWithoutBlanks)) {
				terms.add(quoted(String.join(" ", words)));
			}
			for (String word : words) {
				if (word.codePoints().anyMatch(Terms::isWithoutBlanks)) {
					terms.addAll(pairs(word));
					continue;
				}
				String lowered = word.toLowerCase(Locale.ROOT);
				(STOP_WORDS.contains(lowered) ? stopWords : terms).add(quoted(lowered));
			}
		}
		Set<String> chosen = terms.isEmpty() ? stopWords : terms;
		return String.join(" OR ", chosen.stream().limit(MAX_TERMS).toList());
	}

	/** The words that {@link Terms} makes of a run of letters. */
	private static List<String> pairs(String run) {
		List<String> pairs = new ArrayList<>();
		for (String word : Objects.requireNonNull(Terms.of(null, run)).strip().split("\\s+")) {
			if (word.codePointCount(0, word.length()) > 1) {
				pairs.add(quoted(word.toLowerCase(Locale.ROOT)));
			}
		}
		// One letter alone: whatever word begins with it.
		return pairs.isEmpty() ? List.of(quoted(run) + "*") : pairs;
	}

	private static String quoted(String words) {
		return '"' + words + '"';
	}

}
