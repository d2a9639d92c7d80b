package dev.aura.bus.sandbox;

import java.time.Duration;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;

/** What became of one program. */
sealed interface Ending {

	/**
	 * It ended by itself.
	 *
	 * @param exitCode 128 plus the signal when one ended it; non-zero is still a result
	 * @param limit one that it ran into and survived; absent when there is none
	 */
	record Completed(int exitCode, @Nullable Limit limit, Captured captured) implements Ending {
	}

	/** The wall-clock limit passed and its process tree was killed. */
	record TimedOut(Captured captured) implements Ending {
	}

	/** Nobody waited for its result any more and its process tree was killed. */
	record Abandoned(Captured captured) implements Ending {
	}

	/**
	 * It exceeded another limit.
	 *
	 * @param exitCode 128 plus the kernel's signal; absent when the bus killed it
	 * @param limit which; absent when that is not certain
	 */
	record Killed(@Nullable Integer exitCode, @Nullable Limit limit, Captured captured) implements Ending {
	}

	/**
	 * The tier could not start it.
	 *
	 * @param reason what the tier said, for the log: it may name paths of the host
	 */
	record NotStarted(String reason) implements Ending {
	}

	/**
	 * What a program left.
	 *
	 * @param stdout its beginning, invalid UTF-8 replaced
	 * @param stderr its beginning, invalid UTF-8 replaced
	 * @param truncated whether any output past the limit was dropped
	 * @param elapsed wall-clock time from start to end
	 * @param value of the last expression in a session, as the language shows it; absent
	 * for none
	 */
	record Captured(String stdout, String stderr, boolean truncated, Duration elapsed, @Nullable String value) {
	}

}
