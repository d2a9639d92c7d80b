package dev.aura.bus.ledger;

/** What became of a call that was cut off. */
public sealed interface Settlement {

	/**
	 * It acted.
	 *
	 * @param answer what it would have been answered, as JSON
	 */
	record Done(String answer) implements Settlement {
	}

	/** It did not act, and may be made again. */
	record NotDone() implements Settlement {
	}

	/** Nobody can tell. */
	record Unknown() implements Settlement {
	}

}
