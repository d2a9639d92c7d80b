package dev.aura.bus.ledger;

import java.util.List;
import java.util.Map;

/**
 * Tells, for one peripheral, whether calls acted that were cut off. Every call that it
 * settles notes its plan before it acts, so one without a plan did nothing.
 */
public interface Settler {

	/**
	 * Whether it knows about such calls.
	 * @param request method and path, such as {@code POST /fs/write}
	 */
	boolean settles(String request);

	/** Whether it can be asked now. */
	default boolean isReady() {
		return true;
	}

	/** Waits until it can be asked; false when that takes too long. */
	default boolean awaitReady() {
		return true;
	}

	/**
	 * What became of calls.
	 * @param newestFirst the ones in question, and among them those planned later whose
	 * outcome is known, so that their traces are not taken for others'
	 * @return an outcome for each in question, by key
	 */
	Map<String, Settlement> settle(List<PlannedEffect> newestFirst);

}
