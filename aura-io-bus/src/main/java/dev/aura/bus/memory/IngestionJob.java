package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import dev.aura.api.memory.IngestJob;

/** One ingestion as its callers see it while it goes on. */
final class IngestionJob {

	private static final int MAX_FAILURES = 100;

	private final String id;

	private final List<IngestJob.Failure> failures = new ArrayList<>();

	private IngestJob.State state = IngestJob.State.QUEUED;

	private boolean suspended;

	private int files;

	private int done;

	private int unchanged;

	private int added;

	private int removed;

	private int failed;

	/** 0 to 1, of the file that is being taken in. */
	private double ofFile;

	IngestionJob(String id) {
		this.id = id;
	}

	/** Says that it runs, unless it was stopped before. */
	synchronized boolean begins() {
		if (this.state == IngestJob.State.QUEUED && !this.suspended) {
			this.state = IngestJob.State.RUNNING;
		}
		return this.state == IngestJob.State.RUNNING;
	}

	synchronized void counted(int count) {
		this.files = count;
	}

	synchronized void proceeds(double ofFile) {
		this.ofFile = ofFile;
	}

	synchronized void isUnchanged() {
		this.unchanged++;
		fileIsDone();
	}

	synchronized void isReplaced(FileWrites.Replaced replaced) {
		this.added += replaced.added();
		this.removed += replaced.removed();
		fileIsDone();
	}

	synchronized void hasFailed(String source, String reason) {
		this.failed++;
		if (this.failures.size() < MAX_FAILURES) {
			this.failures.add(new IngestJob.Failure(source, reason));
		}
		fileIsDone();
	}

	private void fileIsDone() {
		this.done++;
		this.ofFile = 0;
	}

	synchronized void ends() {
		if (this.state == IngestJob.State.RUNNING) {
			this.state = (this.failed > 0 && this.failed == this.done) ? IngestJob.State.FAILED : IngestJob.State.DONE;
		}
	}

	/** Stops it where it is, unless it is over. */
	synchronized void cancel() {
		if (!isOver()) {
			this.state = IngestJob.State.CANCELLED;
		}
	}

	/** Stops it where it is because the bus ends: it is not over. */
	synchronized void suspend() {
		this.suspended = true;
	}

	synchronized boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Lets the work go on.
	 * @throws CancellationException when it was stopped
	 */
	synchronized void requireGoing() {
		if (this.suspended || this.state == IngestJob.State.CANCELLED) {
			throw new CancellationException("cancelled");
		}
	}

	synchronized boolean isOver() {
		return switch (this.state) {
			case QUEUED, RUNNING -> false;
			case DONE, FAILED, CANCELLED -> true;
		};
	}

	synchronized IngestJob snapshot() {
		double progress = switch (this.state) {
			case DONE, FAILED -> 1;
			case QUEUED, RUNNING, CANCELLED -> (this.files == 0) ? 0 : (this.done + this.ofFile) / this.files;
		};
		return new IngestJob(this.id, this.state, progress, this.files, this.done, this.unchanged, this.added,
				this.removed, List.copyOf(this.failures));
	}

}
