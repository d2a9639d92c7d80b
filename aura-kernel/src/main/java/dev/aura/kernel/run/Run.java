package dev.aura.kernel.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.bus.Span;
import org.jspecify.annotations.Nullable;

/** One task on its way to an answer. */
public final class Run implements AutoCloseable {

	/** Why a run was stopped from outside. */
	enum Stop {

		CANCELLED, SHUTDOWN, OUT_OF_TIME

	}

	private final RunId id;

	private final String task;

	private final RunJournal journal;

	private final String trace;

	private @Nullable Thread thread;

	private @Nullable Stop stop;

	private boolean over;

	/** A new run. */
	Run(RunId id, String task, RunJournal journal) {
		this(id, task, Span.newTrace(), journal);
	}

	/** A run that goes on under its trace. */
	Run(RunId id, String task, String trace, RunJournal journal) {
		this.id = id;
		this.task = task;
		this.trace = trace;
		this.journal = journal;
	}

	public RunId id() {
		return this.id;
	}

	public String task() {
		return this.task;
	}

	/** Under which the bus logs its calls. */
	public String trace() {
		return this.trace;
	}

	/** Hears every event from now on, on the threads of the run. */
	public void listen(Consumer<RunEvent> listener) {
		this.journal.listen(listener);
	}

	public void unlisten(Consumer<RunEvent> listener) {
		this.journal.unlisten(listener);
	}

	/** Its journal, for whoever drives a graph of their own on it. */
	public RunJournal journal() {
		return this.journal;
	}

	/** The runs that were started as parts of this one, also in earlier lives. */
	public List<RunId> subRuns() {
		return this.journal.subRuns().stream().map(RunId::of).flatMap(Optional::stream).toList();
	}

	/** Whether it goes on after an earlier life. */
	public boolean goesOn() {
		return this.journal.goesOn();
	}

	/** The state after the last node that was completed, if there was one. */
	public Optional<AppState> reached() {
		return this.journal.newestState();
	}

	/** Notes an event of this run; it is on disk before anything that relies on it. */
	public void happened(AgentEvent event) {
		this.journal.happened(event);
	}

	/**
	 * Notes an event that did not come from the run itself.
	 * @return whether it did; not when its end is known, which is the last that it notes
	 */
	public synchronized boolean happenedAside(AgentEvent event) {
		if (!this.over) {
			this.journal.happened(event);
			this.journal.force();
		}
		return !this.over;
	}

	/**
	 * Stops the run at once: the model's stream, its waits, its tool calls.
	 * @return whether it can still be stopped; otherwise it is about to be closed
	 */
	public boolean cancel() {
		return stop(Stop.CANCELLED);
	}

	/**
	 * Stops the run at once because its process is about to end.
	 * @return as {@link #cancel}
	 */
	public boolean suspend() {
		return stop(Stop.SHUTDOWN);
	}

	synchronized boolean stop(Stop reason) {
		if (this.stop == null && !this.over) {
			this.stop = reason;
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
		return !this.over;
	}

	/** Whether its end is known and it is about to be closed. */
	public synchronized boolean isOver() {
		return this.over;
	}

	synchronized @Nullable Stop stopped() {
		return this.stop;
	}

	/** The calling thread carries the run from here on, and gets its interrupts. */
	synchronized void begin() {
		this.thread = Thread.currentThread();
		if (this.stop != null) {
			this.thread.interrupt();
		}
	}

	/** The run ended: no interrupt meant for it may reach what the thread does next. */
	synchronized void end() {
		this.over = true;
		this.thread = null;
		Thread.interrupted();
	}

	/** Waits for the disk and lets others carry the run. */
	@Override
	public void close() {
		this.journal.close();
	}

}
