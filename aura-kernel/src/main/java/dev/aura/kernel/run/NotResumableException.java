package dev.aura.kernel.run;

/** A run that cannot go on; its message is one line for the person. */
public final class NotResumableException extends RuntimeException {

	NotResumableException(RunId id, String reason) {
		super("run %s %s (expected: one that was cut off, stopped or failed; show %s prints it)".formatted(id, reason,
				id));
	}

}
