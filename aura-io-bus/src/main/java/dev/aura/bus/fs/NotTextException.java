package dev.aura.bus.fs;

import java.io.IOException;

/** A file holds a NUL or bytes that are not UTF-8. */
final class NotTextException extends IOException {

	NotTextException() {
		super("Not UTF-8 text");
	}

}
