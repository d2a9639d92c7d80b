package dev.aura.bus.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether two texts say the same in nearly the same words. */
final class NearDuplicate {

	/** Of cosine similarity. */
	static final double LEAST_SIMILARITY = 0.95;

	private static final double LEAST_COMMON_WORDS = 0.8;

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}_']+");

	private static final Set<String> NEGATIONS = Set.of("no", "not", "never", "none", "nobody", "nothing", "neither",
			"nor", "without", "cannot", "nicht", "kein", "keine", "nie", "ne", "pas");

	private NearDuplicate() {
	}

	/**
	 * Whether nothing that the one says is not said by the other; their embeddings are
	 * for others to compare.
	 */
	static boolean areSame(String one, String other) {
		Set<String> words = new HashSet<>(words(one));
		Set<String> others = new HashSet<>(words(other));
		if (!telling(one).equals(telling(other))) {
			return false;
		}
		Set<String> common = new HashSet<>(words);
		common.retainAll(others);
		words.addAll(others);
		return common.size() >= LEAST_COMMON_WORDS * words.size();
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
