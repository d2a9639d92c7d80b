package dev.aura.bus.memory;

import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

/** What a value must be like to be kept, and the problem of one that is not. */
final class Checks {

	private static final String DEFAULT_NAMESPACE = "default";

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

	private Checks() {
	}

	static ProblemException unusable(String name, Object value, String expected) {
		return new ProblemException(ProblemType.UNUSABLE_VALUE, Problems.abridged(name) + ": "
				+ Problems.abridged(String.valueOf(value)) + " (expected: " + expected + ")");
	}

	/**
	 * The text itself.
	 * @throws ProblemException when SQLite and JSON could not both give it back as it is
	 */
	static String storable(String name, String text) {
		for (int i = 0; i < text.length(); i++) {
			char unit = text.charAt(i);
			if (unit == 0) {
				throw unusable(name, "NUL at character " + i, "text");
			}
			if (Character.isHighSurrogate(unit) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				i++;
			}
			else if (Character.isSurrogate(unit)) {
				throw unusable(name, "half of a surrogate pair at character " + i, "text that is valid Unicode");
			}
		}
		return text;
	}

	static String notBlank(String name, String text) {
		if (text.isBlank()) {
			throw unusable(name, text.isEmpty() ? "empty" : "blank", "some text");
		}
		return text;
	}

	static String namespace(@Nullable String namespace) {
		if (namespace == null) {
			return DEFAULT_NAMESPACE;
		}
		if (!NAMESPACE.matcher(namespace).matches()) {
			throw unusable("namespace", namespace, "1 to 128 letters, digits and . _ : / -");
		}
		return namespace;
	}

}
