package dev.aura.bus.web;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * A search, checked and in the engine's words.
 *
 * @param query on one line
 * @param maxResults 1 to 50
 * @param region such as {@code uk-en}; {@code wt-wt} for all
 * @param freshness {@code d}, {@code w}, {@code m}, {@code y}; empty for any time
 */
record SearchRequest(String query, int maxResults, String region, String freshness) {

	static final int MOST_RESULTS = 50;

	/** The engine refuses queries of this many characters. */
	private static final int TOO_LONG = 500;

	private static final Pattern REGION = Pattern.compile("[a-z]{2}-[a-z]{2,3}");

	/**
	 * Words that would send us to another site instead of answering; quoted, they do not.
	 */
	private static final Pattern BANG = Pattern.compile("(?<!\\S)([!\\\\][^\\s']+)");

	private static final Map<String, String> FRESHNESS = Map.of("day", "d", "week", "w", "month", "m", "year", "y", "d",
			"d", "w", "w", "m", "m", "y", "y");

	/**
	 * Checks what a caller sent.
	 * @throws ProblemException 422 naming the value that cannot be used
	 */
	static SearchRequest of(String query, @Nullable Integer maxResults, @Nullable String region,
			@Nullable String freshness) {
		return new SearchRequest(query(query), count(maxResults), region(region), freshness(freshness));
	}

	private static String query(String query) {
		String line = query.replaceAll("[\\p{Cntrl}\\s\u00a0]+", " ").strip();
		if (line.isEmpty()) {
			throw unusable("query", "empty", "words to search for");
		}
		if (line.length() >= TOO_LONG) {
			throw unusable("query", line.length() + " characters", "fewer than " + TOO_LONG);
		}
		return line;
	}

	private static int count(@Nullable Integer maxResults) {
		int count = (maxResults != null) ? maxResults : 10;
		if (count < 1 || count > MOST_RESULTS) {
			throw unusable("maxResults", Integer.toString(count), "1 to " + MOST_RESULTS);
		}
		return count;
	}

	private static String region(@Nullable String region) {
		String code = (region == null || region.isBlank()) ? "wt-wt" : region.strip().toLowerCase(Locale.ROOT);
		if (!REGION.matcher(code).matches()) {
			throw unusable("region", Problems.abridged(code), "country and language such as uk-en, or wt-wt for all");
		}
		return code;
	}

	private static String freshness(@Nullable String freshness) {
		if (freshness == null || freshness.isBlank()) {
			return "";
		}
		String letter = FRESHNESS.get(freshness.strip().toLowerCase(Locale.ROOT));
		if (letter == null) {
			throw unusable("freshness", Problems.abridged(freshness), "day, week, month or year");
		}
		return letter;
	}

	/** The fields of the engine's own form. */
	Map<String, String> form() {
		Map<String, String> form = new LinkedHashMap<>();
		form.put("q", BANG.matcher(this.query).replaceAll("'$1'"));
		form.put("b", "");
		form.put("kl", this.region);
		if (!this.freshness.isEmpty()) {
			form.put("df", this.freshness);
		}
		return form;
	}

	/** The language of the region as a browser would send it. */
	String language() {
		String language = this.region.substring(this.region.indexOf('-') + 1);
		return (language.equals("wt") || language.equals("en")) ? "en" : language + ",en;q=0.5";
	}

	private static ProblemException unusable(String name, String value, String expected) {
		return new ProblemException(ProblemType.UNUSABLE_VALUE,
				"%s: %s (expected: %s)".formatted(name, value, expected));
	}

}
