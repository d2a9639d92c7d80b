package dev.aura.kernel.cli;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** Where a person's words come from. */
interface Lines extends AutoCloseable {

	/**
	 * The next thing that the person says.
	 * @return nothing when there is no more
	 */
	@Nullable String next() throws IOException;

	/**
	 * Asks a question in the middle of a run.
	 * @return nothing when nobody is there to answer
	 */
	@Nullable String answer(String question) throws IOException;

	/** Tells what Ctrl-C is to do until the next time. */
	default void onInterrupt(Runnable action) {
	}

	@Override
	default void close() throws IOException {
	}

}
