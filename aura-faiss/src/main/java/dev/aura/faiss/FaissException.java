package dev.aura.faiss;

/** FAISS could not do what it was asked to; the message is its own. */
public final class FaissException extends RuntimeException {

	FaissException(String message, Throwable cause) {
		super(message, cause);
	}

}
