package dev.aura.bus.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.WorkspaceAccess;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Makes programs of what requests say, or says what is wrong with them. */
@Component
class Programs {

	private final SandboxProperties properties;

	private final Languages languages;

	Programs(SandboxProperties properties, Languages languages) {
		this.properties = properties;
		this.languages = languages;
	}

	/**
	 * A program.
	 * @param stdin what it reads; nothing when absent
	 * @param timeoutSeconds its limit; that of the settings when absent
	 * @param limits lower ones than those of the settings; the latter when absent
	 * @throws ProblemException 422 or 413 that names what cannot be used
	 */
	Program program(Language language, String code, @Nullable String stdin, @Nullable Double timeoutSeconds,
			ExecuteRequest.@Nullable Limits limits, BooleanSupplier unwanted, OutputSink sink) {
		Duration timeout = timeout(timeoutSeconds);
		String input = (stdin != null) ? stdin : "";
		requireSize("code", code, this.properties.maxCode());
		requireSize("stdin", input, this.properties.maxStdin());
		ProgramLimits lowered = (limits != null) ? this.properties.limits().lowered(limits) : null;
		return new Program(language, code, input, timeout, lowered, unwanted, sink);
	}

	/** A language that is installed. */
	Language language(String name) throws InterruptedException {
		return language(name, this.languages.all(), "one of those installed");
	}

	/** A language that is installed and has sessions. */
	Language languageOfSessions(String name) throws InterruptedException {
		Map<String, Language> installed = new LinkedHashMap<>(this.languages.all());
		installed.values().removeIf((language) -> language.session() == null);
		return language(name, installed, "one of those that have sessions");
	}

	private static Language language(String name, Map<String, Language> known, String expected) {
		Language language = known.get(name);
		if (language == null) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE, "language: %s (expected: %s: %s)"
				.formatted(Problems.abridged(name), expected, String.join(", ", known.keySet())));
		}
		return language;
	}

	private Duration timeout(@Nullable Double seconds) {
		return (seconds != null) ? duration("timeoutSeconds", seconds, this.properties.maxTimeout())
				: this.properties.timeout();
	}

	/**
	 * Whether programs may only read the workspace.
	 * @throws ProblemException 503 when the tier cannot keep them from more
	 */
	static boolean readOnly(@Nullable WorkspaceAccess asked, SandboxTier tier) {
		boolean readOnly = asked == WorkspaceAccess.READ_ONLY;
		if (readOnly && !tier.offersReadOnly()) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"workspace: read-only (expected: read-write, since the %s tier isolates nothing)"
						.formatted(tier.name().wire()));
		}
		return readOnly;
	}

	/** A number of seconds that is no more than it may be. */
	static Duration duration(String field, double seconds, Duration most) {
		double cap = most.toMillis() / 1000.0;
		if (!(seconds > 0 && seconds <= cap)) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"%s: %s (expected: more than 0, at most %s)".formatted(field, seconds, cap));
		}
		return Duration.ofNanos((long) Math.ceil(seconds * 1e9));
	}

	private static void requireSize(String field, String value, DataSize limit) {
		long bytes = value.getBytes(StandardCharsets.UTF_8).length;
		if (bytes > limit.toBytes()) {
			throw new ProblemException(ProblemType.TOO_LARGE,
					"%s: %d bytes (expected: at most %d)".formatted(field, bytes, limit.toBytes()));
		}
	}

}
