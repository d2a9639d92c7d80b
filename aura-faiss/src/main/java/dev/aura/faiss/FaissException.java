package dev.aura.faiss;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** FAISS could not do what it was asked to; the message is its own. */
public sealed class FaissException extends RuntimeException permits DamagedFileException {

	FaissException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/** JavaCPP throws every C++ exception as a bare RuntimeException. */
	static <T> T translated(Supplier<T> action) {
		try {
			return action.get();
		}
		catch (FaissException | IllegalArgumentException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			String message = String.valueOf(ex.getMessage());
			throw message.equals(DamagedFileException.MESSAGE) ? new DamagedFileException(ex)
					: new FaissException(message, ex);
		}
	}

}
