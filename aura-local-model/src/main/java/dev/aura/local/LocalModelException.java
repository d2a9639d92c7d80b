package dev.aura.local;

import org.jspecify.annotations.Nullable;

/** The local model cannot be had or run; its message is for the person. */
public final class LocalModelException extends RuntimeException {

	LocalModelException(String message) {
		this(message, null);
	}

	LocalModelException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
