package dev.aura.kernel.replay;

/** The graph asks for more than the run had come to when it ended. */
final class RecordEndedException extends RuntimeException {

	RecordEndedException(int step) {
		super("the record ends before step " + step);
	}

}
