package dev.aura.faiss;

/** A file is not, or no more, what was written. */
public final class DamagedFileException extends FaissException {

	/** What the C++ side says, which has one sort of exceptions for all. */
	static final String MESSAGE = "The index file is damaged";

	DamagedFileException(RuntimeException cause) {
		super(MESSAGE, cause);
	}

	DamagedFileException() {
		super(MESSAGE, null);
	}

}
