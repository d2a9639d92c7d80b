package dev.aura.bus.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One way to isolate programs; the seam for stronger ones. A tier makes isolates; what
 * runs in them, for how long and how often is not its business.
 */
interface SandboxTier {

	TierName name();

	/**
	 * Finds what the tier needs and proves that it isolates. Called once, before any
	 * {@link #start}, off the request path.
	 * @param budget how long a program that does nothing may take from start to end; a
	 * tier in which it takes longer is not proven
	 */
	Probe probe(Duration budget) throws InterruptedException;

	/**
	 * Begins to start an isolate, whose {@link Isolate#ready} tells when it has. All of
	 * it dies with the bus.
	 * @throws IOException when it cannot even be begun
	 */
	Isolate start(IsolateSpec spec) throws IOException, InterruptedException;

	/** Whether it is worth while to have isolates waiting. */
	default boolean keepsWarm() {
		return true;
	}

	/** Whether its isolates can be handed code more than once. */
	default boolean offersSessions() {
		return true;
	}

	/** Whether it can keep programs from changing the workspace. */
	default boolean offersReadOnly() {
		return true;
	}

	/**
	 * Why its isolates cannot be given a proxy, for a person; nothing when they can.
	 */
	default Optional<String> networkObjection() {
		return Optional.of("this tier cannot open a way out");
	}

	/**
	 * Runs a program in an isolate of its own. When this returns, or throws, no process
	 * of the program is alive.
	 */
	default Ending run(Program program) throws InterruptedException {
		long begun = System.nanoTime();
		try (Isolate isolate = start(IsolateSpec.of(program, false))) {
			return isolate.execute(program, begun);
		}
		catch (IOException ex) {
			return new Ending.NotStarted(String.valueOf(ex));
		}
	}

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
		 * It works, and nothing more is known, since it is not quick enough.
		 *
		 * @param took what a program that does nothing took
		 */
		record TooSlow(Duration took) implements Probe {
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
