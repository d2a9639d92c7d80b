package dev.aura.kernel.settings;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named place in the protocol of effects where a test can end the process as
 * {@code kill -9} would: {@code AURA_FAULT=kernel.NAME:N} ends it when the place is
 * reached for the Nth time. Without the variable it costs one comparison.
 */
public enum FaultPoint {

	/** The run is announced. */
	ANNOUNCED,
	/** The model's answer is read and not noted yet. */
	MODEL_ANSWERED,
	/** The model's answer is noted and not forced yet. */
	ANSWER_NOTED,
	/** A checkpoint is forced. */
	CHECKPOINTED,
	/** A tool call is noted and forced and not sent yet. */
	CALL_NOTED,
	/** The bus answered and that is not noted yet. */
	CALL_ANSWERED,
	/** The result is noted and not forced yet. */
	RESULT_NOTED,
	/** The answer of the run is known and not noted yet. */
	ENDING;

	/** What {@link Runtime#halt} says in place of the signal. */
	private static final int KILLED = 137;

	private static final String wanted = System.getenv().getOrDefault("AURA_FAULT", "");

	private static final AtomicInteger reached = new AtomicInteger();

	/** The process comes past here. */
	public void reach() {
		if (!wanted.isEmpty() && wanted.startsWith("kernel." + name() + ":")
				&& reached.incrementAndGet() == Integer.parseInt(wanted.substring(wanted.indexOf(':') + 1))) {
			Runtime.getRuntime().halt(KILLED);
		}
	}

}
