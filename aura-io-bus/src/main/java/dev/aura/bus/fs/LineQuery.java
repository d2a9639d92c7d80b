package dev.aura.bus.fs;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What lines are searched for: the text as it is or, where it is one, the regular
 * expression (RE2 syntax, time linear in the line).
 */
final class LineQuery {

	private static final int MAX_LENGTH = 1000;

	private final String text;

	private final @Nullable Pattern pattern;

	private LineQuery(String text, @Nullable Pattern pattern) {
		this.text = text;
		this.pattern = pattern;
	}

	static LineQuery of(String query) {
		if (query.isEmpty() || query.length() > MAX_LENGTH) {
			throw FsProblems.unusable("query", query, "1 to " + MAX_LENGTH + " characters");
		}
		if (Pattern.quote(query).equals(query)) {
			return new LineQuery(query, null);
		}
		if (!ExpressionSize.isReasonable(query)) {
			throw FsProblems.unusable("query", query, "fewer repetitions");
		}
		try {
			return new LineQuery(query, Pattern.compile(query));
		}
		catch (PatternSyntaxException ex) {
			return new LineQuery(query, null);
		}
	}

	/** Where it first occurs in a line, or -1. */
	int find(String line) {
		int at = line.indexOf(this.text);
		if (at >= 0 || this.pattern == null) {
			return at;
		}
		Matcher matcher = this.pattern.matcher(line);
		return matcher.find() ? matcher.start() : -1;
	}

}
