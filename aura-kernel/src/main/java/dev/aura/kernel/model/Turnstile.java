package dev.aura.kernel.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Lets the calls of one provider through in turn, and holds all back when it has to. */
public interface Turnstile {

	/** Lets everybody through, and leaves refused calls to whoever made them. */
	Turnstile OPEN = () -> new Pass() {

		@Override
		public boolean refused(@Nullable Duration retryAfter) {
			return false;
		}

		@Override
		public void close() {
			// There is nothing to give back.
		}

	};

	/** Waits for its turn. The pass is to be closed when the call is over. */
	Pass enter() throws InterruptedException;

	/** The right to make one call. */
	interface Pass extends AutoCloseable {

		/**
		 * The provider answered that these are too many calls.
		 * @param retryAfter the wait that it asked for
		 * @return whether the call gets another turn here, rather than count as failed
		 */
		boolean refused(@Nullable Duration retryAfter);

		@Override
		void close();

	}

}
