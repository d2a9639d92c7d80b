package dev.aura.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * Durations of one repeated action.
 *
 * @param sorted in nanoseconds, shortest first
 * @param elapsed of all together, in nanoseconds
 */
record Samples(long[] sorted, long elapsed) {

	/** Times an action, after some uncounted turns. */
	static Samples of(int warmUp, int count, Callable<?> action) throws Exception {
		for (int i = 0; i < warmUp; i++) {
			action.call();
		}
		long[] nanos = new long[count];
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			long before = System.nanoTime();
			action.call();
			nanos[i] = System.nanoTime() - before;
		}
		long elapsed = System.nanoTime() - start;
		Arrays.sort(nanos);
		return new Samples(nanos, elapsed);
	}

	/** Times an action, each turn after something that is not timed. */
	static Samples each(int warmUp, int count, Runnable before, Callable<?> action) throws Exception {
		long[] nanos = new long[count];
		long elapsed = 0;
		for (int i = -warmUp; i < count; i++) {
			before.run();
			long begun = System.nanoTime();
			action.call();
			long took = System.nanoTime() - begun;
			if (i >= 0) {
				nanos[i] = took;
				elapsed += took;
			}
		}
		Arrays.sort(nanos);
		return new Samples(nanos, elapsed);
	}

	/** The duration in milliseconds that a share of all stay below. */
	double percentile(double share) {
		int rank = (int) Math.ceil(share * this.sorted.length) - 1;
		return this.sorted[Math.max(0, rank)] / 1e6;
	}

	double p50() {
		return percentile(0.50);
	}

	double p99() {
		return percentile(0.99);
	}

	double perSecond() {
		return this.sorted.length * 1e9 / this.elapsed;
	}

}
