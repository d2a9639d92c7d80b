package dev.aura.bus.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether a text says, in nearly the same words, what is known. */
final class NearDuplicate {

	/** Of cosine similarity. */
	static final double LEAST_SIMILARITY = 0.95;

	private static final double LEAST_COMMON_WORDS = 0.8;

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_']+");

	private static final Set<String> NEGATIONS = Set.of("no", "not", "never", "none", "nobody", "nothing", "neither",
			"nor", "without", "cannot", "nicht", "kein", "keine", "nie", "ne", "pas");

	/** Beside those that a search leaves out. */
	private static final Set<String> EMPTY = Set.of("all", "also", "am", "been", "being", "did", "do", "does", "each",
			"every", "from", "had", "has", "have", "he", "her", "his", "i", "its", "just", "me", "my", "our", "really",
			"she", "so", "some", "too", "us", "very", "we", "were", "which", "who", "would", "you", "your");

	private NearDuplicate() {
	}

	/**
	 * Whether all that a text says is said by another that is known; their embeddings are
	 * for others to compare. A word that is only in the text says something else, such as
	 * another day, unless it is one that says nothing by itself.
	 */
	static boolean isSaid(String text, String known) {
		if (!telling(text).equals(telling(known))) {
			return false;
		}
		Set<String> words = new HashSet<>(words(text));
		Set<String> others = new HashSet<>(words(known));
		Set<String> common = new HashSet<>(words);
		common.retainAll(others);
		Set<String> all = new HashSet<>(words);
		all.addAll(others);
		words.removeAll(others);
		return common.size() >= LEAST_COMMON_WORDS * all.size() && words.stream().allMatch(NearDuplicate::saysNothing);
	}

	private static boolean saysNothing(String word) {
		return LexicalQuery.isStopWord(word) || EMPTY.contains(word);
	}

	private static List<String> words(String text) {
		return found(text).stream().map((word) -> word.toLowerCase(Locale.ROOT)).toList();
	}

	private static List<String> found(String text) {
		return WORD.matcher(text).results().map(MatchResult::group).toList();
	}

	/**
	 * Words that change everything: those with a digit or capitals inside, and negations.
	 */
	private static Set<String> telling(String text) {
		Set<String> telling = new HashSet<>();
		for (String word : found(text)) {
			String lowered = word.toLowerCase(Locale.ROOT);
			if (word.chars().anyMatch(Character::isDigit) || word.chars().skip(1).anyMatch(Character::isUpperCase)) {
				telling.add(word);
			}
			else if (NEGATIONS.contains(lowered) || lowered.endsWith("n't")) {
				telling.add("not");
			}
		}
		return telling;
	}

}
