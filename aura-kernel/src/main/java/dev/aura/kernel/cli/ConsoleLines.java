package dev.aura.kernel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;

/** Answers typed while one task is carried out, which needs no editing. */
final class ConsoleLines implements Lines {

	private final PrintStream err;

	private final BufferedReader reader;

	ConsoleLines(InputStream in, PrintStream err) {
		this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
		this.err = err;
	}

	@Override
	public @Nullable String next() throws IOException {
		return line();
	}

	@Override
	public @Nullable String answer(String question) throws IOException {
		this.err.print(question);
		this.err.flush();
		return line();
	}

	/**
	 * The next line. To read from a terminal cannot be interrupted, so another thread
	 * reads, and is left behind when the run is stopped: its process ends.
	 * @throws CancellationException when this thread is interrupted
	 */
	private @Nullable String line() throws IOException {
		FutureTask<@Nullable String> reading = new FutureTask<>(this.reader::readLine);
		Thread.ofPlatform().daemon().name("stdin").start(reading);
		try {
			return reading.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
	}

}
