package dev.aura.kernel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Answers typed while one task is carried out, which needs no editing. */
final class ConsoleLines implements Lines {

	private final PrintStream err;

	private final BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

	ConsoleLines(PrintStream err) {
		this.err = err;
	}

	@Override
	public @Nullable String next() throws IOException {
		return this.reader.readLine();
	}

	@Override
	public @Nullable String answer(String question) throws IOException {
		this.err.print(question);
		this.err.flush();
		return this.reader.readLine();
	}

}
