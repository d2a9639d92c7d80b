package dev.aura.bus.sandbox;

import java.util.Set;

/**
 * How a watched process ended.
 *
 * @param cause why
 * @param exitCode 128 plus the signal when one ended it
 * @param captured what it left
 */
record Finished(Cause cause, int exitCode, Ending.Captured captured) {

	/** 128 plus SIGKILL (of the kernel, out of memory), SIGXCPU, SIGXFSZ and SIGSYS. */
	private static final Set<Integer> KERNEL_LIMITS = Set.of(137, 152, 153, 159);

	/** Why a process ended. */
	enum Cause {

		/** By itself, or by the kernel. */
		ENDED,
		/** At its deadline, by us. */
		DEADLINE,
		/** Because nobody waited for its result any more, by us. */
		ABANDONED,
		/** For writing too much, by us. */
		FLOOD

	}

	Ending ending() {
		return switch (this.cause) {
			case DEADLINE -> new Ending.TimedOut(this.captured);
			case ABANDONED -> new Ending.Abandoned(this.captured);
			case FLOOD -> new Ending.Killed(null, this.captured);
			case ENDED -> KERNEL_LIMITS.contains(this.exitCode) ? new Ending.Killed(this.exitCode, this.captured)
					: new Ending.Completed(this.exitCode, this.captured);
		};
	}

}
