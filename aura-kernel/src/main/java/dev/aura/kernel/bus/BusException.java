package dev.aura.kernel.bus;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A call of the bus that gave no result; its message is a sentence for the model. */
public final class BusException extends RuntimeException {

	/** What became of the call. */
	public enum Kind {

		/** The bus answered a problem: it did not act. */
		PROBLEM,
		/** The bus could not be reached: nothing was sent. */
		UNREACHABLE,
		/**
		 * The connection broke before the answer was there. The same call may be made
		 * again: under its key the bus acts once.
		 */
		BROKEN,
		/** The bus is still at work on the same call, made before. */
		IN_FLIGHT,
		/**
		 * The bus says that nobody knows whether it acted, or failed itself, or its
		 * answer did not come in time.
		 */
		UNKNOWN

	}

	private final Kind kind;

	private final int status;

	private final @Nullable Duration retryAfter;

	BusException(Kind kind, int status, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.status = status;
		this.retryAfter = retryAfter;
	}

	static BusException unreachable(Throwable cause) {
		return new BusException(Kind.UNREACHABLE, 0, "the bus cannot be reached", null, cause);
	}

	static BusException broken(Throwable cause) {
		return new BusException(Kind.BROKEN, 0, "the connection to the bus broke before its answer was there", null,
				cause);
	}

	static BusException unknown(String reason, Throwable cause) {
		return new BusException(Kind.UNKNOWN, 0, reason, null, cause);
	}

	public Kind kind() {
		return this.kind;
	}

	/** The HTTP status of a problem; 0 when there was no answer. */
	public int status() {
		return this.status;
	}

	/** When the bus asks to be called again. */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
