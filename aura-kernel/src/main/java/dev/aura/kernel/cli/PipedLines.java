package dev.aura.kernel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Tasks from a file or another program: one a line, up to a blank one. */
final class PipedLines implements Lines {

	private final BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

	@Override
	public @Nullable String next() throws IOException {
		String line = this.reader.readLine();
		return (line == null || line.isBlank()) ? null : line;
	}

	/** A task must not be taken for an answer. */
	@Override
	public @Nullable String answer(String question) {
		return null;
	}

}
