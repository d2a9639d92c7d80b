package dev.aura.api.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of a program.
 *
 * @param outcome how it ended
 * @param limit the limit that it exceeded, and may have coped with when it completed;
 * absent when it exceeded none, or when the system did not say which
 * @param exitCode its exit status, 128 plus the signal when a signal ended it; absent
 * when the bus ended it
 * @param stdout what it wrote, invalid UTF-8 replaced
 * @param stderr what it wrote there, invalid UTF-8 replaced
 * @param truncated whether output past the limit was dropped
 * @param durationMillis wall-clock time from start to end
 * @param tier the isolation that it ran under
 */
public record ExecuteResult(Outcome outcome, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Limit limit,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer exitCode, String stdout, String stderr,
		boolean truncated, long durationMillis, String tier) {

	/** How a program ended. */
	public enum Outcome {

		/** By itself; a non-zero exit code is still a result. */
		@JsonProperty("completed")
		COMPLETED,
		/** The wall-clock limit passed and the whole process tree was killed. */
		@JsonProperty("timedOut")
		TIMED_OUT,
		/** It exceeded another limit, or was stopped from outside, and was killed. */
		@JsonProperty("killed")
		KILLED

	}

	/** A limit of the sandbox. */
	public enum Limit {

		/** The wall-clock time of the whole program. */
		@JsonProperty("wallClock")
		WALL_CLOCK,
		/** What the program wrote to both outputs. */
		@JsonProperty("output")
		OUTPUT,
		/** The memory of all processes together, counted where control groups are. */
		@JsonProperty("memory")
		MEMORY,
		/** The processes and threads, counted where control groups are. */
		@JsonProperty("processes")
		PROCESSES,
		/** The processor time of one process, or of all together where it is counted. */
		@JsonProperty("cpu")
		CPU,
		/** The size of one file. */
		@JsonProperty("fileSize")
		FILE_SIZE,
		/** How much fuller the file system of the workspace may become. */
		@JsonProperty("disk")
		DISK

	}

}
