package dev.aura.bus.sandbox;

import org.jspecify.annotations.Nullable;

/** One way to isolate a program; the seam for stronger ones. */
interface SandboxTier {

	TierName name();

	/**
	 * Finds what the tier needs and proves that it isolates. Called once, before any
	 * {@link #run}, off the request path.
	 */
	Probe probe() throws InterruptedException;

	/**
	 * Runs a program to its end or its limits. When this returns, or throws, no process
	 * of the program is alive.
	 */
	Ending run(Program program) throws InterruptedException;

	/** What a probe found. */
	sealed interface Probe {

		/**
		 * The tier isolates.
		 *
		 * @param degraded for a person: which limit does not hold here, and what would
		 * make it hold; absent when all do
		 */
		record Passed(@Nullable String degraded) implements Probe {
		}

		/**
		 * It cannot be used.
		 *
		 * @param reason for a person: what is missing and what would make it work; no
		 * absolute paths of ours
		 */
		record Failed(String reason) implements Probe {
		}

	}

}
