package dev.aura.bus.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;

/**
 * Text that takes the place of other text in a file.
 *
 * @param text the file as it becomes
 * @param count how many times the old text was replaced
 */
record Replacement(String text, int count) {

	private static final int NAMED_LINES = 10;

	/**
	 * Replaces. In a file whose lines all end with CR LF, line feeds of the old and the
	 * new text stand for CR LF.
	 * @param most the most characters of the result
	 */
	static Replacement of(String text, String oldText, String newText, boolean all, long most) {
		boolean crlf = hasOnlyCrLf(text);
		String old = crlf ? toCrLf(oldText) : oldText;
		String fresh = crlf ? toCrLf(newText) : newText;
		int first = text.indexOf(old);
		if (first < 0) {
			throw notFound(text, oldText);
		}
		// Overlapping places count here: which one is meant would be a guess.
		if (!all && text.indexOf(old, first + 1) >= 0) {
			throw ambiguous(text, old);
		}
		int count = all ? count(text, old) : 1;
		long length = text.length() + (long) count * (fresh.length() - old.length());
		if (length > most) {
			throw FsProblems.tooLarge("The edited file", length, most);
		}
		return new Replacement(text.replace(old, fresh), count);
	}

	private static boolean hasOnlyCrLf(String text) {
		int feed = text.indexOf('\n');
		if (feed < 0) {
			return false;
		}
		for (; feed >= 0; feed = text.indexOf('\n', feed + 1)) {
			if (feed == 0 || text.charAt(feed - 1) != '\r') {
				return false;
			}
		}
		return true;
	}

	private static String toCrLf(String text) {
		return text.replace("\r\n", "\n").replace("\n", "\r\n");
	}

	private static int count(String text, String old) {
		int count = 0;
		for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
			count++;
		}
		return count;
	}

	private static ProblemException ambiguous(String text, String old) {
		List<Long> lines = new ArrayList<>();
		int count = 0;
		long line = 1;
		int seen = 0;
		for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + 1)) {
			line += text.substring(seen, at).chars().filter((character) -> character == '\n').count();
			seen = at;
			if (count++ < NAMED_LINES) {
				lines.add(line);
			}
		}
		String named = lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
		return new ProblemException(ProblemType.UNUSABLE_VALUE,
				"oldText: occurs %d times, %s %s%s (expected: once; give more of the text around it, or replaceAll)"
					.formatted(count, "beginning at lines", named, (count > NAMED_LINES) ? " and more" : ""))
			.with("occurrences", count)
			.with("lines", lines);
	}

	private static ProblemException notFound(String text, String oldText) {
		String firstLine = oldText.strip().lines().findFirst().orElse("").strip();
		int at = firstLine.isEmpty() ? -1 : text.indexOf(firstLine);
		String hint = "";
		if (at >= 0 && !firstLine.equals(oldText)) {
			long line = text.substring(0, at).lines().count();
			hint = "; its first line alone is at line " + Math.max(1, line);
		}
		return new ProblemException(ProblemType.UNUSABLE_VALUE,
				"oldText: %s is not in the file%s (expected: text copied from it exactly, with its white space)"
					.formatted(Problems.abridged(oldText), hint));
	}

}
