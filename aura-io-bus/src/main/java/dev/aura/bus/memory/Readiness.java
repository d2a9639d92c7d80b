package dev.aura.bus.memory;

/** How far the memory is after a start. */
sealed interface Readiness {

	/** Everything is answered. */
	record Ready() implements Readiness {
	}

	/** Queries by meaning wait. */
	record Preparing(String progress) implements Readiness {
	}

	/** The log says why. */
	record Broken() implements Readiness {
	}

}
