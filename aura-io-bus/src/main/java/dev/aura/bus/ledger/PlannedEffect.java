package dev.aura.bus.ledger;

/**
 * A call that noted what it was about to do.
 *
 * @param request method and path
 * @param plan as the peripheral noted it
 * @param state what is known of it
 */
public record PlannedEffect(String key, String request, String plan, State state) {

	/** What is known of a call. */
	public enum State {

		/** It was cut off: this is the question. */
		OPEN,
		/** It acted. */
		DONE,
		/** It was refused. */
		NOT_DONE,
		/** It is at work right now. */
		AT_WORK

	}

}
