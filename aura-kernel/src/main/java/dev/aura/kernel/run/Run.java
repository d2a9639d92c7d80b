package dev.aura.kernel.run;

import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.bus.Span;
import org.jspecify.annotations.Nullable;

/** One task on its way to an answer. */
public final class Run {

	/** Why a run was stopped from outside. */
	enum Stop {

		CANCELLED, OUT_OF_TIME

	}

	private final RunId id;

	private final String task;

	private final RunLog log;

	private final String trace;

	private @Nullable Thread thread;

	private @Nullable Stop stop;

	Run(RunId id, String task, RunLog log) {
		this.id = id;
		this.task = task;
		this.log = log;
		this.trace = Span.newTrace();
	}

	public RunId id() {
		return this.id;
	}

	public String task() {
		return this.task;
	}

	String trace() {
		return this.trace;
	}

	/** Hears every event from now on, on the threads of the run. */
	public void listen(Consumer<RunEvent> listener) {
		this.log.listen(listener);
	}

	public void unlisten(Consumer<RunEvent> listener) {
		this.log.unlisten(listener);
	}

	void happened(AgentEvent event) {
		this.log.accept(event);
	}

	/** Stops the run at once: the model's stream, its waits, its tool calls. */
	public void cancel() {
		stop(Stop.CANCELLED);
	}

	synchronized void stop(Stop reason) {
		if (this.stop == null) {
			this.stop = reason;
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
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
		this.thread = null;
		Thread.interrupted();
	}

	void close() {
		this.log.close();
	}

}
