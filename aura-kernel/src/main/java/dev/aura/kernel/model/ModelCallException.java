package dev.aura.kernel.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** One call of the model that failed, and whether another may succeed. */
final class ModelCallException extends RuntimeException {

	private final boolean retryable;

	private final @Nullable Duration retryAfter;

	private final boolean tooManyCalls;

	ModelCallException(String reason, boolean retryable, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		this(reason, retryable, retryAfter, false, cause);
	}

	private ModelCallException(String reason, boolean retryable, @Nullable Duration retryAfter, boolean tooManyCalls,
			@Nullable Throwable cause) {
		super(reason, cause);
		this.retryable = retryable;
		this.retryAfter = retryAfter;
		this.tooManyCalls = tooManyCalls;
	}

	/** The provider takes no more calls for now. */
	static ModelCallException tooManyCalls(String reason, @Nullable Duration retryAfter) {
		return new ModelCallException(reason, true, retryAfter, true, null);
	}

	/** Trouble on the way, which may pass. */
	static ModelCallException passing(String reason, @Nullable Throwable cause) {
		return new ModelCallException(reason, true, null, cause);
	}

	boolean retryable() {
		return this.retryable;
	}

	/** Whether the provider refused the call only because there were too many. */
	boolean tooManyCalls() {
		return this.tooManyCalls;
	}

	/** The wait that the server asked for. */
	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
