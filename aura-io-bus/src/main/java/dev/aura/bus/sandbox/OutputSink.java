package dev.aura.bus.sandbox;

import java.io.IOException;

/**
 * Takes the output of a program as it comes. One thread for each stream calls it, and the
 * program waits while it blocks; it is interrupted when the program is killed.
 */
interface OutputSink {

	/** Lets all pass: the output is kept anyway, as far as it is answered. */
	OutputSink NONE = (source, bytes, offset, length) -> {
	};

	/**
	 * Takes a piece.
	 * @param bytes a buffer, valid until this returns
	 * @throws IOException when nobody wants more of it
	 */
	void accept(Source source, byte[] bytes, int offset, int length) throws IOException;

	/** Where output comes from. */
	enum Source {

		STDOUT, STDERR

	}

}
