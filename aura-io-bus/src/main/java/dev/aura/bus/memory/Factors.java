package dev.aura.bus.memory;

import java.time.Duration;

/**
 * What counts besides relevance.
 *
 * @param recency 0 to 1: the part of the score that age takes away in the end
 * @param halfLife after which half of that part is gone
 * @param importance 0 to 1: the part of the score that the entry's importance multiplies
 */
record Factors(double recency, Duration halfLife, double importance) {

	private static final double USUAL_IMPORTANCE = 0.5;

	/** Whether only relevance counts. */
	boolean areNone() {
		return this.recency == 0 && this.importance == 0;
	}

	/** By what to multiply the relevance of an entry: 0 to 1. */
	double of(Entry entry, long now) {
		double age = Math.max(0, now - entry.updated());
		double faded = 1 - Math.pow(2, -age / this.halfLife.toMillis());
		double importance = (entry.importance() != null) ? entry.importance() : USUAL_IMPORTANCE;
		return (1 - this.recency * faded) * (1 - this.importance * (1 - importance));
	}

}
