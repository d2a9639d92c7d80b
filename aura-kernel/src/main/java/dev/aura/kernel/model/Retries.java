package dev.aura.kernel.model;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * When a failed call of the model is made again: exponential backoff with jitter, or the
 * wait that the server asks for.
 *
 * @param attempts in all, the first included
 * @param firstDelay before the second attempt; doubles with each
 * @param longestDelay of our own; the longest wait that a server may ask for is four
 * times as long, and beyond it the call has failed
 */
public record Retries(int attempts, Duration firstDelay, Duration longestDelay) {

	/** What runs use. */
	public static final Retries DEFAULT = new Retries(6, Duration.ofMillis(500), Duration.ofSeconds(30));

	/**
	 * The wait after a failure.
	 * @param attempt that failed, counted from 1
	 * @return nothing when it was the last
	 */
	@Nullable Duration after(int attempt, ModelCallException failure) {
		if (!failure.retryable() || attempt >= this.attempts) {
			return null;
		}
		Duration asked = failure.retryAfter();
		if (asked != null) {
			return (asked.compareTo(this.longestDelay.multipliedBy(4)) > 0) ? null : asked;
		}
		long ceiling = Math.min(this.longestDelay.toMillis(), this.firstDelay.toMillis() << Math.min(attempt - 1, 20));
		return Duration.ofMillis(ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1));
	}

}
