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
	 * Does what has done something, perhaps, when it ends early.
	 * @throws ProblemException 409 when it ended early
	 */
	static <T> T act(Interruptible<T> action) {
		try {
			return action.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.OUTCOME_UNKNOWN,
					"The bus is stopping, so the program was killed; what it had done until then stays.", ex)
				.with("outcome", "unknown");
		}
	}

	/**
	 * Does what has done nothing when it ends early.
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
