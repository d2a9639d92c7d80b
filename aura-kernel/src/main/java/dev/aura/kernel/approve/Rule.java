package dev.aura.kernel.approve;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One line of the policy: which calls it is about, and what becomes of them.
 *
 * @param tool its name, or {@code *} for all
 * @param path glob of the paths meant, {@code **} crosses folders; any path when absent
 * @param host the host meant, {@code *.example.org} for those below one; any when absent
 * @param decision what becomes of the call
 * @param reason told to the model when it is refused
 */
record Rule(String tool, @Nullable String path, @Nullable String host, Decision decision, @Nullable String reason) {

	private static final Pattern TOOL = Pattern.compile("\\*|[a-z][a-z0-9_]*");

	private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9._\\[\\]:-]+");

	@SuppressWarnings("NullAway") // Absent in the file.
	Rule {
		require(tool != null && TOOL.matcher(tool).matches(), "tool", tool, "the name of a tool, or *");
		require(decision != null, "decision", null, "allow, ask or deny");
		require(path == null || isGlob(path), "path", path, "a glob, such as docs/**");
		host = (host == null) ? null : host.toLowerCase(Locale.ROOT);
		require(host == null || HOST.matcher(host).matches(), "host", host, "a host, or *.example.org");
		require(path == null || host == null, "host", host, "absent, since no tool has both a path and a host");
	}

	/**
	 * Whether the rule is about a call. Where it cannot be told, a rule that restricts
	 * holds and one that allows does not.
	 */
	boolean isAbout(Target target) {
		if (!this.tool.equals("*") && !this.tool.equals(target.tool())) {
			return false;
		}
		if (this.path == null && this.host == null) {
			return true;
		}
		if (target.arguments().isEmpty()) {
			return this.decision != Decision.ALLOW;
		}
		return (this.path != null) ? isAboutPath(target, this.path) : isAboutHost(target, String.valueOf(this.host));
	}

	private boolean isAboutPath(Target target, String glob) {
		Optional<String> folder = target.folder();
		if (folder.isPresent() && this.decision != Decision.ALLOW && reaches(folder.get(), glob)) {
			return true;
		}
		return target.path().filter((path) -> matches(path, glob)).isPresent();
	}

	/** Whether something that the glob matches may lie in a folder. */
	private static boolean reaches(String folder, String glob) {
		String prefix = glob.split("[*?\\[{\\\\]", 2)[0];
		String inside = folder.isEmpty() ? "" : folder + "/";
		return prefix.startsWith(inside) || inside.startsWith(prefix);
	}

	private static boolean isAboutHost(Target target, String pattern) {
		return target.host()
			.filter((host) -> pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern))
			.isPresent();
	}

	private static boolean matches(String path, String glob) {
		try {
			return matcher(glob).matches(Path.of(path));
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	private static boolean isGlob(String text) {
		try {
			return !text.isBlank() && matcher(text) != null;
		}
		catch (PatternSyntaxException ex) {
			return false;
		}
	}

	private static PathMatcher matcher(String glob) {
		return FileSystems.getDefault().getPathMatcher("glob:" + glob);
	}

	private static void require(boolean condition, String name, @Nullable String value, String expected) {
		if (!condition) {
			throw new IllegalArgumentException(
					"%s: %s (expected: %s)".formatted(name, (value == null) ? "absent" : value, expected));
		}
	}

	/** What becomes of a call. */
	enum Decision {

		@JsonProperty("allow")
		ALLOW, @JsonProperty("ask")
		ASK, @JsonProperty("deny")
		DENY

	}

}
