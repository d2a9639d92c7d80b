package dev.aura.bus.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named place in the protocol of effects where a test can end the bus as
 * {@code kill -9} would: {@code AURA_FAULT=bus.NAME:N} ends it when the place is reached
 * for the Nth time. Without the variable it costs one comparison.
 */
enum FaultPoint {

	/** A call is on disk as begun. */
	BEGUN,
	/** A call's plan is on disk and it has not acted yet. */
	PLANNED,
	/** A call acted and its answer is not recorded yet. */
	ACTED,
	/** An answer is recorded and not sent yet. */
	RECORDED;

	/** What {@link Runtime#halt} says in place of the signal. */
	private static final int KILLED = 137;

	private static final String wanted = System.getenv().getOrDefault("AURA_FAULT", "");

	private static final AtomicInteger reached = new AtomicInteger();

	/** The process comes past here. */
	void reach() {
		if (!wanted.isEmpty() && wanted.startsWith("bus." + name() + ":")
				&& reached.incrementAndGet() == Integer.parseInt(wanted.substring(wanted.indexOf(':') + 1))) {
			Runtime.getRuntime().halt(KILLED);
		}
	}

}
