package dev.aura.bus.memory.document;

/** A file that no text can be had of; the message says why, for the caller. */
public final class UnreadableException extends Exception {

	public UnreadableException(String why) {
		super(why);
	}

	public UnreadableException(String why, Throwable cause) {
		super(why, cause);
	}

}
