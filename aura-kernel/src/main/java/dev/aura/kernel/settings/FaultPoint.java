package dev.aura.kernel.settings;

import dev.aura.api.fault.FaultFile;

/**
 * A named place in the protocol of effects, at which a test can have the kernel killed or
 * the bus.
 */
public enum FaultPoint {

	/** The run is announced. */
	ANNOUNCED,
	/** A line is about to be added to the journal. */
	ADDING,
	/** A line is added and not forced yet. */
	ADDED,
	/** Lines are about to be forced to the disk. */
	FORCING,
	/** Lines are forced. */
	FORCED,
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

	/** The process comes past here. */
	public void reach() {
		FaultFile.reach("kernel", this);
	}

}
