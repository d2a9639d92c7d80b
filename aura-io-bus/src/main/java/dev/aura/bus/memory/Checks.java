package dev.aura.bus.memory;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

/** What a value must be like to be kept, and the problem of one that is not. */
final class Checks {

	private static final String DEFAULT_NAMESPACE = "default";

	/** No path of the workspace is longer. */
	private static final int MAX_SOURCE = 4_096;

	/** A hundred years. */
	private static final long MAX_TTL_SECONDS = 3_155_760_000L;

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

	/** A text to be kept. */
	static String text(String text) {
		return storable("text", notBlank("text", text));
	}

	static @Nullable String source(@Nullable String source) {
		if (source != null && source.length() > MAX_SOURCE) {
			throw unusable("source", source.length() + " characters", "at most " + MAX_SOURCE);
		}
		return (source != null) ? storable("source", source) : null;
	}

	/** A number from 0 to 1. */
	static @Nullable Double share(String name, @Nullable Double share) {
		if (share != null && !(share >= 0 && share <= 1)) {
			throw unusable(name, share, "0 to 1");
		}
		return share;
	}

	/** When something expires, in milliseconds; null for never. */
	static @Nullable Long expiry(@Nullable String expiresAt, @Nullable Long ttlSeconds) {
		if (expiresAt != null && ttlSeconds != null) {
			throw unusable("ttlSeconds", ttlSeconds, "not together with expiresAt");
		}
		if (ttlSeconds != null) {
			if (ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
				throw unusable("ttlSeconds", ttlSeconds, "1 to " + MAX_TTL_SECONDS);
			}
			return System.currentTimeMillis() + ttlSeconds * 1_000;
		}
		return (expiresAt != null) ? future(expiresAt) : null;
	}

	private static long future(String expiresAt) {
		try {
			long instant = OffsetDateTime.parse(expiresAt).toInstant().toEpochMilli();
			if (instant > System.currentTimeMillis()) {
				return instant;
			}
		}
		catch (DateTimeException | ArithmeticException ex) {
			// Said below.
		}
		throw unusable("expiresAt", expiresAt, "an instant to come, such as 2031-01-31T12:00:00Z");
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
