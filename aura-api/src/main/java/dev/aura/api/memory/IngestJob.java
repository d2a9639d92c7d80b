package dev.aura.api.memory;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far an ingestion is.
 *
 * @param id of the job
 * @param progress 0 to 1
 * @param files that there are; 0 while they are not counted yet
 * @param done files that are taken in, unchanged or failed
 * @param unchanged files that had been taken in as they are; nothing was done for them
 * @param added chunks that are new
 * @param removed chunks of former versions of the files that are gone
 * @param failures files that were left out, and why
 */
public record IngestJob(String id, State state, double progress, int files, int done, int unchanged, int added,
		int removed, List<Failure> failures) {

	/** What a job does. */
	public enum State {

		/** It waits for those before it. */
		@JsonProperty("queued")
		QUEUED,
		/** It reads and embeds. */
		@JsonProperty("running")
		RUNNING,
		/** All files were taken in but for the failures. */
		@JsonProperty("done")
		DONE,
		/** Nothing was taken in. */
		@JsonProperty("failed")
		FAILED,
		/** It was stopped; files that were done stay. */
		@JsonProperty("cancelled")
		CANCELLED

	}

	/**
	 * A file that was left out.
	 *
	 * @param source path or name of the file
	 */
	public record Failure(String source, String reason) {
	}

}
