package dev.aura.bus.fs;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern for paths: {@code *} and {@code ?} within a name, {@code **} across names,
 * {@code [a-z]}, {@code [!a-z]}, {@code {a,b}} and a backslash before what is meant as it
 * is. A pattern without a slash is for the last name, wherever it is.
 * <p>
 * Matching takes time linear in the path, whatever the pattern.
 */
final class Glob {

	private static final int MAX_LENGTH = 1000;

	private final String glob;

	private final boolean forName;

	private final Pattern pattern;

	private int at;

	private int braces;

	private Glob(String glob) {
		// A leading slash only says where the path begins.
		this.at = glob.startsWith("/") ? 1 : 0;
		this.glob = glob;
		this.forName = glob.indexOf('/') < 0;
		this.pattern = compile();
	}

	static Glob of(String glob) {
		if (glob.isEmpty() || glob.length() > MAX_LENGTH) {
			throw FsProblems.unusable("glob", glob, "1 to " + MAX_LENGTH + " characters");
		}
		return new Glob(glob);
	}

	/** Whether it can match below the folder that is listed. */
	boolean isDeep() {
		return !this.forName || this.glob.contains("**");
	}

	/**
	 * Whether a path matches.
	 * @param path relative to the folder that is listed or searched
	 */
	boolean matches(String path) {
		return this.pattern.matches(this.forName ? path.substring(path.lastIndexOf('/') + 1) : path);
	}

	private Pattern compile() {
		StringBuilder expression = new StringBuilder();
		while (this.at < this.glob.length()) {
			int character = this.glob.codePointAt(this.at);
			this.at += Character.charCount(character);
			expression.append(translate(character));
		}
		if (this.braces > 0) {
			throw unusable("a } for every {");
		}
		try {
			return Pattern.compile(expression.toString(), Pattern.DOTALL);
		}
		catch (PatternSyntaxException ex) {
			throw unusable("a pattern such as **/*.md");
		}
	}

	private String translate(int character) {
		return switch (character) {
			case '*' -> star();
			case '?' -> "[^/]";
			case '[' -> characterClass();
			case '{' -> {
				this.braces++;
				yield "(?:";
			}
			case ',' -> (this.braces > 0) ? "|" : ",";
			case '}' -> {
				if (this.braces == 0) {
					yield "\\}";
				}
				this.braces--;
				yield ")";
			}
			case '\\' -> escaped();
			default -> Pattern.quote(Character.toString(character));
		};
	}

	private String star() {
		int start = this.at - 1;
		while (this.glob.startsWith("*", this.at)) {
			this.at++;
		}
		if (this.at - start == 1) {
			return "[^/]*";
		}
		if (this.glob.startsWith("/", this.at) && (start == 0 || this.glob.charAt(start - 1) == '/')) {
			// Any folders, also none: **/*.md finds README.md.
			this.at++;
			return "(?:.*/)?";
		}
		return ".*";
	}

	private String characterClass() {
		// A bracket that comes first is meant as it is.
		int end = this.glob.indexOf(']', this.at + (isNegated() ? 2 : 1));
		if (end < 0) {
			throw unusable("a ] for every [");
		}
		String negation = isNegated() ? "^/" : "";
		String members = this.glob.substring(this.at + (isNegated() ? 1 : 0), end);
		this.at = end + 1;
		return "[" + negation + members.replaceAll("[\\\\\\[\\]^&]", "\\\\$0") + "]";
	}

	private boolean isNegated() {
		return this.glob.startsWith("!", this.at) || this.glob.startsWith("^", this.at);
	}

	private String escaped() {
		if (this.at == this.glob.length()) {
			throw unusable("a character after the backslash");
		}
		int character = this.glob.codePointAt(this.at);
		this.at += Character.charCount(character);
		return Pattern.quote(Character.toString(character));
	}

	private RuntimeException unusable(String expected) {
		return FsProblems.unusable("glob", this.glob, expected);
	}

}
