package dev.aura.bus.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A program to run.
 *
 * @param language what it is written in
 * @param code its source text
 * @param stdin what it reads
 * @param timeout wall-clock limit
 * @param limits what else it may use; absent for what the settings say
 * @param unwanted whether nobody waits for its result any more; asked now and then by the
 * thread that runs it
 * @param sink takes its output as it comes
 */
record Program(Language language, String code, byte[] stdin, Duration timeout, @Nullable ProgramLimits limits,
		BooleanSupplier unwanted, OutputSink sink) {

	/** One that reads text. */
	Program(Language language, String code, String stdin, Duration timeout, @Nullable ProgramLimits limits,
			BooleanSupplier unwanted, OutputSink sink) {
		this(language, code, stdin.getBytes(StandardCharsets.UTF_8), timeout, limits, unwanted, sink);
	}

	/** Whether somebody follows its output, so that it should not be held back. */
	boolean live() {
		return this.sink != OutputSink.NONE;
	}

	/** The source text as a file holds it. */
	byte[] codeBytes() {
		return this.code.getBytes(StandardCharsets.UTF_8);
	}

}
