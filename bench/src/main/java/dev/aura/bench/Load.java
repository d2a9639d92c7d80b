package dev.aura.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An action that several callers repeat at once, each as soon as it has its answer.
 *
 * @param samples of those that succeeded
 * @param failed how many did not
 * @param failures what they said, and how often
 */
record Load(Samples samples, int failed, Map<String, Integer> failures) {

	/**
	 * Repeats an action.
	 * @param atOnce how many callers there are
	 * @param count how often all together
	 */
	static Load of(int atOnce, int count, Callable<?> action) throws InterruptedException {
		long[] nanos = new long[count];
		Map<String, Integer> failures = new ConcurrentHashMap<>();
		AtomicInteger next = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(atOnce);
		long begun = System.nanoTime();
		for (int caller = 0; caller < atOnce; caller++) {
			Thread.ofVirtual().start(() -> {
				for (int turn = next.getAndIncrement(); turn < count; turn = next.getAndIncrement()) {
					nanos[turn] = took(action, failures);
				}
				done.countDown();
			});
		}
		done.await();
		long[] succeeded = Arrays.stream(nanos).filter((took) -> took > 0).sorted().toArray();
		return new Load(new Samples(succeeded, System.nanoTime() - begun), count - succeeded.length, failures);
	}

	/** In nanoseconds; 0 when it failed. */
	private static long took(Callable<?> action, Map<String, Integer> failures) {
		long begun = System.nanoTime();
		try {
			action.call();
			return System.nanoTime() - begun;
		}
		catch (Exception ex) {
			failures.merge(String.valueOf(ex), 1, Integer::sum);
			return 0;
		}
	}

	/** Why some failed. */
	Optional<String> why() {
		return this.failures.isEmpty() ? Optional.empty() : Optional.of(this.failures.toString());
	}

}
