package dev.aura.kernel.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** One call of the model that failed, and whether another may succeed. */
final class ModelCallException extends RuntimeException {

	private final boolean retryable;

	private final @Nullable Duration retryAfter;

	ModelCallException(String reason, boolean retryable, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(reason, cause);
		this.retryable = retryable;
		this.retryAfter = retryAfter;
	}

	/** Trouble on the way, which may pass. */
	static ModelCallException passing(String reason, @Nullable Throwable cause) {
		return new ModelCallException(reason, true, null, cause);
	}

	boolean retryable() {
		return this.retryable;
	}

	/** The wait that the server asked for. */
	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
