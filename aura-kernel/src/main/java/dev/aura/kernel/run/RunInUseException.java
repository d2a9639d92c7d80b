package dev.aura.kernel.run;

/** A run that is carried by somebody else; its message is one line for the person. */
public final class RunInUseException extends RuntimeException {

	RunInUseException(RunId id, String holder) {
		super("run %s is carried by %s right now (expected: one that nobody carries)".formatted(id, holder));
	}

}
