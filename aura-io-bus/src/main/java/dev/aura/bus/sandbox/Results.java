package dev.aura.bus.sandbox;

import java.time.Duration;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.ExecuteResult.Limit;
import dev.aura.api.sandbox.ExecuteResult.Outcome;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what became of programs. */
final class Results {

	private static final Logger log = LoggerFactory.getLogger(Results.class);

	private Results() {
	}

	/**
	 * The answer to whoever had a program run.
	 * @throws ProblemException 503 when it could not be started, 409 when nobody waited
	 * for its end
	 */
	static ExecuteResult of(Ending ending, TierName tier) {
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

	/** The value of the last expression, where there is one. */
	static @Nullable String value(Ending ending) {
		return (ending instanceof Ending.Completed completed) ? completed.captured().value() : null;
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
				"The caller went away or the bus is stopping, so the program was killed %d ms after its start; what it had changed in the workspace stays."
					.formatted(captured.elapsed().toMillis()))
			.with("outcome", "unknown");
	}

	private static ProblemException notStarted(String reason, TierName tier) {
		log.warn("The {} tier could not start a program: {}", tier.wire(), reason);
		CurrentEffect.withdraw();
		return new ProblemException(ProblemType.UNAVAILABLE,
				"The %s tier could not start the program; the log of the bus has the cause.".formatted(tier.wire()))
			.retryAfter(Duration.ofSeconds(1));
	}

}
