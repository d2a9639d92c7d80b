package dev.aura.bus.sandbox;

import java.io.IOException;

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

	/** Takes away what is left once everything is dead. */
	void release();

}
