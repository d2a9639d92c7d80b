package dev.aura.kernel.cli;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes markdown readable on a terminal while it is still coming: each line is styled
 * once it is whole. Without colours the text stays as it is.
 */
final class Markdown {

	private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

	private static final Pattern ITEM = Pattern.compile("(\\s*)[-*+] +(.*)");

	private static final Pattern QUOTE = Pattern.compile("> ?(.*)");

	private static final Pattern RULE = Pattern.compile("\\s*([-*_])(\\s*\\1){2,}\\s*");

	private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");

	private static final Pattern INLINE = Pattern
		.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\[([^\\]]+)\\]\\((https?[^)\\s]+)\\)");

	private final Terminal terminal;

	private final StringBuilder line = new StringBuilder();

	private boolean inCode;

	Markdown(Terminal terminal) {
		this.terminal = terminal;
	}

	/** The lines that a further piece of text made whole, to be printed as they are. */
	String more(String piece) {
		StringBuilder out = new StringBuilder();
		this.line.append(Terminal.harmless(piece));
		for (int end = this.line.indexOf("\n"); end >= 0; end = this.line.indexOf("\n")) {
			out.append(styled(this.line.substring(0, end))).append('\n');
			this.line.delete(0, end + 1);
		}
		return out.toString();
	}

	/** What is left when no more comes; it ends with a line end unless it is empty. */
	String end() {
		String rest = this.line.isEmpty() ? "" : styled(this.line.toString()) + "\n";
		this.line.setLength(0);
		this.inCode = false;
		return rest;
	}

	private String styled(String text) {
		if (!this.terminal.colours()) {
			return text;
		}
		if (FENCE.matcher(text).matches()) {
			this.inCode = !this.inCode;
			return this.terminal.dim(text);
		}
		if (this.inCode) {
			return this.terminal.cyan(text);
		}
		Matcher heading = HEADING.matcher(text);
		if (heading.matches()) {
			return this.terminal.bold(heading.group(1));
		}
		if (RULE.matcher(text).matches()) {
			return this.terminal.dim("────────");
		}
		Matcher item = ITEM.matcher(text);
		if (item.matches()) {
			return item.group(1) + "• " + inline(item.group(2));
		}
		Matcher quote = QUOTE.matcher(text);
		return quote.matches() ? this.terminal.dim("│ " + quote.group(1)) : inline(text);
	}

	private String inline(String text) {
		return INLINE.matcher(text).replaceAll((match) -> Matcher.quoteReplacement(styled(match)));
	}

	private String styled(MatchResult match) {
		if (match.group(1) != null) {
			return this.terminal.cyan(match.group(1));
		}
		return (match.group(2) != null) ? this.terminal.bold(match.group(2))
				: match.group(3) + " " + this.terminal.dim("(" + match.group(4) + ")");
	}

}
