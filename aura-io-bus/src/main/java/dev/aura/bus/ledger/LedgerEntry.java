package dev.aura.bus.ledger;

/** What the ledger knows of a key. */
sealed interface LedgerEntry {

	/** Nothing until now: the call is this caller's to make. */
	record Begun() implements LedgerEntry {
	}

	/**
	 * The call is being made right now.
	 *
	 * @param fingerprint of its request; empty until its body was read to the end
	 */
	record InFlight(String fingerprint) implements LedgerEntry {
	}

	/** The call was cut off midway; whether it acted is not known. */
	record Unknown(String fingerprint) implements LedgerEntry {
	}

	/** The call was answered. */
	record Answered(String fingerprint, RecordedAnswer answer) implements LedgerEntry {
	}

}
