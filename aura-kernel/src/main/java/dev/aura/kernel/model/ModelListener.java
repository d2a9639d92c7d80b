package dev.aura.kernel.model;

import java.time.Duration;

/** Hears what happens during one call of the model. */
public interface ModelListener {

	/** A piece of the answer's text. */
	void text(String delta);

	/**
	 * The call failed and will be made again; text heard so far counts no more.
	 * @param attempt that failed, counted from 1
	 */
	void retry(int attempt, String reason, Duration delay);

	/**
	 * An answer broke off or was none, or this thread was interrupted meanwhile.
	 * @param characters that had come of it
	 */
	void lost(long characters);

}
