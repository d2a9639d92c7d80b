package dev.aura.kernel.bus;

import java.time.Duration;

/**
 * One call of the bus.
 *
 * @param key names the call for good, as {@code RUN/STEP/CALL}: the bus acts once on it
 * @param span places the call in the run's trace
 * @param timeout until the answer begins, and the longest silence within it
 */
public record BusCall(String key, Span span, Duration timeout) {

	/** The same call with more or less patience. */
	public BusCall within(Duration timeout) {
		return new BusCall(this.key, this.span, timeout);
	}

}
