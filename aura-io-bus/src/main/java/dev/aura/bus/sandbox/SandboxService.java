package dev.aura.bus.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.ExecuteResult.Limit;
import dev.aura.api.sandbox.ExecuteResult.Outcome;
import dev.aura.api.sandbox.LanguagesResult;
import dev.aura.bus.egress.AllowList;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;
import org.springframework.util.unit.DataSize;

/** Checks what is asked for, has it run, and says what became of it. */
@Service
class SandboxService {

	private static final Logger log = LoggerFactory.getLogger(SandboxService.class);

	private final SandboxProperties properties;

	private final Tiers tiers;

	private final Languages languages;

	private final Admission admission;

	private final NetworkedRuns networked;

	SandboxService(SandboxProperties properties, Tiers tiers, Languages languages, Admission admission,
			NetworkedRuns networked) {
		this.properties = properties;
		this.tiers = tiers;
		this.languages = languages;
		this.admission = admission;
		this.networked = networked;
	}

	/**
	 * Runs a program to its end or its limits.
	 * @param unwanted whether nobody waits for the result any more
	 */
	ExecuteResult execute(ExecuteRequest request, BooleanSupplier unwanted) throws InterruptedException {
		Program program = program(request, unwanted);
		AllowList allowed = this.networked.allowed(request.network());
		SandboxTier tier = this.tiers.active();
		this.networked.require(tier, allowed);
		this.admission.enter();
		try {
			requireCaller(unwanted);
			CurrentEffect.plan("start");
			return result(allowed.isEmpty() ? tier.run(program) : this.networked.run(tier, program, allowed),
					tier.name());
		}
		finally {
			this.admission.leave();
		}
	}

	LanguagesResult languages() throws InterruptedException {
		return new LanguagesResult(this.languages.all()
			.values()
			.stream()
			.map((language) -> new LanguagesResult.Language(language.name(), language.version()))
			.toList());
	}

	private Program program(ExecuteRequest request, BooleanSupplier unwanted) throws InterruptedException {
		Language language = language(request.language());
		Duration timeout = timeout(request.timeoutSeconds());
		String stdin = (request.stdin() != null) ? request.stdin() : "";
		requireSize("code", request.code(), this.properties.maxCode());
		requireSize("stdin", stdin, this.properties.maxStdin());
		ProgramLimits limits = (request.limits() != null) ? this.properties.limits().lowered(request.limits()) : null;
		return new Program(language, request.code(), stdin, timeout, limits, unwanted, OutputSink.NONE);
	}

	private Language language(String name) throws InterruptedException {
		Map<String, Language> installed = this.languages.all();
		Language language = installed.get(name);
		if (language == null) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE, "language: %s (expected: one of those installed: %s)"
				.formatted(Problems.abridged(name), String.join(", ", installed.keySet())));
		}
		return language;
	}

	private Duration timeout(@Nullable Double seconds) {
		if (seconds == null) {
			return this.properties.timeout();
		}
		double cap = this.properties.maxTimeout().toMillis() / 1000.0;
		if (!(seconds > 0 && seconds <= cap)) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"timeoutSeconds: %s (expected: more than 0, at most %s)".formatted(seconds, cap));
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

	/** Nothing has been done yet, so the same call may be made again. */
	private static void requireCaller(BooleanSupplier unwanted) {
		if (unwanted.getAsBoolean()) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The caller went away while its program waited for a place; it was not started.");
		}
	}

	private static ExecuteResult result(Ending ending, TierName tier) {
		return switch (ending) {
			case Ending.Completed(int exitCode, Limit limit, Ending.Captured captured) ->
				result(Outcome.COMPLETED, limit, exitCode, captured, tier);
			case Ending.TimedOut(Ending.Captured captured) ->
				result(Outcome.TIMED_OUT, Limit.WALL_CLOCK, null, captured, tier);
			case Ending.Killed(Integer exitCode, Limit limit, Ending.Captured captured) ->
				result(Outcome.KILLED, limit, exitCode, captured, tier);
			case Ending.Abandoned(Ending.Captured captured) -> throw abandoned(captured);
			case Ending.NotStarted(String reason) -> throw notStarted(reason, tier);
		};
	}

	private static ExecuteResult result(Outcome outcome, @Nullable Limit limit, @Nullable Integer exitCode,
			Ending.Captured captured, TierName tier) {
		return new ExecuteResult(outcome, limit, exitCode, captured.stdout(), captured.stderr(), captured.truncated(),
				captured.elapsed().toMillis(), tier.wire());
	}

	/**
	 * Nobody hears this now. The ledger does, and answers it to whoever makes the same
	 * call again: part of the program has run, so it is not run again by itself.
	 */
	private static ProblemException abandoned(Ending.Captured captured) {
		return new ProblemException(ProblemType.OUTCOME_UNKNOWN,
				"The caller went away, so the program was killed %d ms after its start; what it had changed in the workspace stays."
					.formatted(captured.elapsed().toMillis()))
			.with("outcome", "unknown");
	}

	private static ProblemException notStarted(String reason, TierName tier) {
		log.warn("The {} tier could not start a program: {}", tier.wire(), reason);
		return new ProblemException(ProblemType.UNAVAILABLE,
				"The %s tier could not start the program; the log of the bus has the cause.".formatted(tier.wire()))
			.retryAfter(Duration.ofSeconds(1));
	}

}
