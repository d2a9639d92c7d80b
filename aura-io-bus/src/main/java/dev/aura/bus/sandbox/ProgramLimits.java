package dev.aura.bus.sandbox;

import java.time.Duration;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * What one program may use.
 *
 * @param cpuTime processor time of each process, and of all together where control groups
 * count it
 * @param memory of each process, and of all together where control groups can be made
 * @param processes processes and threads
 * @param openFiles of each process
 * @param fileSize of each file that it writes
 * @param disk how much fuller the file system of the workspace may become
 */
record ProgramLimits(Duration cpuTime, DataSize memory, int processes, int openFiles, DataSize fileSize,
		DataSize disk) {

	// With less no interpreter starts.
	private static final long LEAST_MEMORY = 64;

	private static final long LEAST_PROCESSES = 4;

	private static final long LEAST_FILES = 16;

	/**
	 * What a request asks for, these being its caps and what holds where it asks for
	 * nothing.
	 * @throws ProblemException 422 that names what is over its cap
	 */
	ProgramLimits lowered(ExecuteRequest.@Nullable Limits asked) {
		if (asked == null) {
			return this;
		}
		return new ProgramLimits(Duration.ofSeconds(number("cpuSeconds", asked.cpuSeconds(), 1, cpuTime().toSeconds())),
				size("memoryMb", asked.memoryMb(), LEAST_MEMORY, memory()),
				Math.toIntExact(number("processes", asked.processes(), LEAST_PROCESSES, processes())),
				Math.toIntExact(number("openFiles", asked.openFiles(), LEAST_FILES, openFiles())),
				size("fileSizeMb", asked.fileSizeMb(), 1, fileSize()), size("diskMb", asked.diskMb(), 1, disk()));
	}

	private static DataSize size(String name, @Nullable Long asked, long least, DataSize cap) {
		return (asked == null) ? cap : DataSize.ofMegabytes(number(name, asked, least, cap.toMegabytes()));
	}

	private static long number(String name, @Nullable Long asked, long least, long cap) {
		if (asked == null) {
			return cap;
		}
		if (asked < least || asked > cap) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"limits.%s: %d (expected: %d to %d)".formatted(name, asked, Math.min(least, cap), cap));
		}
		return asked;
	}

}
