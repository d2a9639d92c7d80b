package dev.aura.bus.sandbox;

import java.io.IOException;
import java.time.Duration;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;

/** What a tier puts around the process of an isolate. Any thread may call. */
interface Containment {

	/** Makes the workspace the program's, right before it is handed over. */
	default void admit() throws IOException, InterruptedException {
	}

	/** Ends everything that runs in it and returns when it is dead. */
	void kill();

	/** Interrupts what runs in it, as Ctrl-C would. */
	void interrupt();

	/** The limit that it ran into, as far as the kernel counted; absent for none. */
	@Nullable Limit exceeded() throws IOException;

	/**
	 * Processor time of all that ran in it together; nothing where the kernel does not
	 * count it.
	 */
	default Duration cpuTime() throws IOException {
		return Duration.ZERO;
	}

	/** Takes away what is left once everything is dead. */
	void release();

}
