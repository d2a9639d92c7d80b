package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.Set;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;

/**
 * How a watched process ended.
 *
 * @param cause why
 * @param exitCode 128 plus the signal when one ended it
 * @param captured what it left
 */
record Finished(Cause cause, int exitCode, Ending.Captured captured) {

	private static final int SIGXCPU = 24;

	private static final int SIGXFSZ = 25;

	/** 128 plus SIGKILL (of the kernel, out of memory), SIGXCPU, SIGXFSZ and SIGSYS. */
	private static final Set<Integer> KERNEL_LIMITS = Set.of(137, 128 + SIGXCPU, 128 + SIGXFSZ, 159);

	/** Why a process ended. */
	enum Cause {

		/** By itself, or by the kernel. */
		ENDED,
		/** At its deadline, by us. */
		DEADLINE,
		/** Because nobody waited for its result any more, by us. */
		ABANDONED,
		/** For writing too much, by us. */
		FLOOD,
		/** Because its processes together used too much processor time, by us. */
		CPU,
		/** Because the disk filled up too much, by us. */
		DISK

	}

	/**
	 * What became of the program.
	 * @param maxCpuTime of each of its processes
	 * @param counted the limit that the kernel counted it to exceed; absent for none
	 */
	Ending ending(Duration maxCpuTime, @Nullable Limit counted) {
		return switch (this.cause) {
			case DEADLINE -> new Ending.TimedOut(this.captured);
			case ABANDONED -> new Ending.Abandoned(this.captured);
			case FLOOD -> new Ending.Killed(null, Limit.OUTPUT, this.captured);
			case CPU -> new Ending.Killed(null, Limit.CPU, this.captured);
			case DISK -> new Ending.Killed(null, Limit.DISK, this.captured);
			case ENDED -> KERNEL_LIMITS.contains(this.exitCode)
					? new Ending.Killed(this.exitCode, limit(maxCpuTime, counted), this.captured)
					: new Ending.Completed(this.exitCode, counted, this.captured);
		};
	}

	/** SIGKILL has many senders, so only a count tells whether memory ran out. */
	private @Nullable Limit limit(Duration maxCpuTime, @Nullable Limit counted) {
		return switch (this.exitCode) {
			case 128 + SIGXCPU -> couldHaveUsed(maxCpuTime) ? Limit.CPU : counted;
			case 128 + SIGXFSZ -> Limit.FILE_SIZE;
			default -> counted;
		};
	}

	/** Even on all processors it takes a while; a program that was quicker says so. */
	private boolean couldHaveUsed(Duration cpuTime) {
		int processors = Runtime.getRuntime().availableProcessors();
		return this.captured.elapsed().multipliedBy(processors).compareTo(cpuTime) >= 0;
	}

}
