package dev.aura.bus.sandbox;

import java.time.Duration;

/**
 * An isolated place in which an interpreter was started and waits for code. A cold run, a
 * warm one and a session differ only in how long it waited and in how often it is handed
 * code. One execution at a time; interrupting and closing are for any thread.
 */
interface Isolate extends AutoCloseable {

	/**
	 * Waits until its interpreter waits for code.
	 * @return whether it does; if not, there is no use for it
	 */
	boolean ready(Duration patience) throws InterruptedException;

	/**
	 * Hands over a program and watches it to its end or its limits. Only an isolate for a
	 * session may be asked again, while it is {@link #alive}. When this returns, no code
	 * of a program that came to its end is running; what the program consisted of may
	 * still be cleared away until {@link #close} has returned.
	 * @param program one with the limits that the isolate was made for
	 * @param begun when the program's time began to count, as {@link System#nanoTime}
	 */
	Ending execute(Program program, long begun) throws InterruptedException;

	/** Interrupts what is being executed, as Ctrl-C would. */
	void interrupt();

	/** Whether it can be handed code. */
	boolean alive();

	/** Bytes of memory that it holds; 0 when that is not known. */
	default long memory() {
		return 0;
	}

	/**
	 * Ends it and all that it consists of, and returns when nothing of it is left. An
	 * execution that is under way ends with it.
	 */
	@Override
	void close();

}
