package dev.aura.kernel.model;

/** The model could not be made to answer; its message is one line for the person. */
public final class ModelException extends RuntimeException {

	ModelException(String message, Throwable cause) {
		super(message, cause);
	}

}
