package dev.aura.bus.ledger;

import dev.aura.api.fault.FaultFile;

/**
 * A named place in the protocol of effects, at which a test can have the bus killed or
 * the kernel.
 */
enum FaultPoint {

	/** A call is there and not on disk yet. */
	RECEIVED,
	/** A call is on disk as begun. */
	BEGUN,
	/** A call's plan is on disk and it has not acted yet. */
	PLANNED,
	/** A call acted and its answer is not recorded yet. */
	ACTED,
	/** An answer is recorded and not sent yet. */
	RECORDED,
	/** An answer is handed over to be sent. */
	SENT;

	/** The process comes past here. */
	void reach() {
		FaultFile.reach("bus", this);
	}

}
