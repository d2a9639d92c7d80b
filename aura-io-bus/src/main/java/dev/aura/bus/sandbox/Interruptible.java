package dev.aura.bus.sandbox;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;

/**
 * Something that ends early when its thread is interrupted, which happens only when the
 * bus stops.
 *
 * @param <T> what comes of it
 */
interface Interruptible<T> {

	T run() throws InterruptedException;

	/**
	 * Does it.
	 * @throws ProblemException 503 when it ended early
	 */
	static <T> T call(Interruptible<T> action) {
		try {
			return action.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is stopping.", ex);
		}
	}

}
