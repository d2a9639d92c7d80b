package dev.aura.bus.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a distance between the questions to the search engine, and leaves it alone after
 * it refused: insisting makes a refusal last.
 */
final class SearchPace {

	private final WebProperties.Search properties;

	private final InstantSource clock;

	private Instant nextTurn = Instant.MIN;

	private Instant refusedUntil = Instant.MIN;

	private Duration backOff;

	private String reason = "";

	SearchPace(WebProperties.Search properties, InstantSource clock) {
		this.properties = properties;
		this.clock = clock;
		this.backOff = properties.backOff();
	}

	/** The refusal that still holds, or null when the engine may be asked. */
	synchronized SearchOutcome.@Nullable Blocked refusal() {
		Instant now = this.clock.instant();
		return this.refusedUntil.isAfter(now)
				? new SearchOutcome.Blocked(this.reason, Duration.between(now, this.refusedUntil)) : null;
	}

	/**
	 * Waits for the caller's turn.
	 * @throws ProblemException 429 when that would take too long
	 */
	void await() {
		sleep(takeTurn());
	}

	/** Sleeps; a bus that is shutting down says so instead. */
	static void sleep(Duration time) {
		try {
			Thread.sleep(time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.", ex);
		}
	}

	private synchronized Duration takeTurn() {
		Instant now = this.clock.instant();
		Instant turn = this.nextTurn.isAfter(now) ? this.nextTurn : now;
		Duration wait = Duration.between(now, turn);
		if (wait.compareTo(this.properties.patience()) > 0) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
					"Too many searches at once (expected: one in %.1f s)"
						.formatted(this.properties.interval().toMillis() / 1000.0))
				.retryAfter(wait);
		}
		this.nextTurn = turn.plus(this.properties.interval());
		return wait;
	}

	/** The engine answered: the next refusal is a first one again. */
	synchronized void answered() {
		this.backOff = this.properties.backOff();
	}

	/**
	 * The engine refused.
	 * @param asked how long it wants to be left alone; zero when it does not say
	 */
	synchronized SearchOutcome.Blocked refused(String why, Duration asked) {
		Instant now = this.clock.instant();
		Duration most = this.properties.maxBackOff();
		if (!this.refusedUntil.isAfter(now)) {
			Duration pause = (asked.compareTo(this.backOff) > 0) ? asked : this.backOff;
			this.refusedUntil = now.plus((pause.compareTo(most) > 0) ? most : pause);
			this.backOff = (this.backOff.multipliedBy(2).compareTo(most) > 0) ? most : this.backOff.multipliedBy(2);
			this.reason = why;
		}
		return new SearchOutcome.Blocked(this.reason, Duration.between(now, this.refusedUntil));
	}

}
