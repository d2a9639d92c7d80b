package dev.aura.kernel.tool;

/**
 * Arguments that a tool does not take; the message says what is wrong and what it takes.
 */
final class ArgumentException extends RuntimeException {

	ArgumentException(String message) {
		super(message);
	}

}
