package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.aura.api.sandbox.SessionResult;
import dev.aura.bus.egress.EgressProxy;
import org.jspecify.annotations.Nullable;

/** An isolate that is handed one program after the other. */
final class Session implements AutoCloseable {

	private final String id;

	private final Language language;

	private final TierName tier;

	private final Isolate isolate;

	private final @Nullable EgressProxy proxy;

	private final Duration idle;

	private final AtomicBoolean busy = new AtomicBoolean();

	private final AtomicLong executions = new AtomicLong();

	private final long begun = System.nanoTime();

	private volatile long used = this.begun;

	/**
	 * A session.
	 * @param proxy its only way to the network; absent for none
	 * @param idle after how long without an execution it ends
	 */
	Session(String id, Language language, TierName tier, Isolate isolate, @Nullable EgressProxy proxy, Duration idle) {
		this.id = id;
		this.language = language;
		this.tier = tier;
		this.isolate = isolate;
		this.proxy = proxy;
		this.idle = idle;
	}

	String id() {
		return this.id;
	}

	Language language() {
		return this.language;
	}

	TierName tier() {
		return this.tier;
	}

	/** When it began, as {@link System#nanoTime}. */
	long begun() {
		return this.begun;
	}

	/** Makes it the caller's alone until {@link #release}; false when it is another's. */
	boolean claim() {
		return this.busy.compareAndSet(false, true);
	}

	void release() {
		this.used = System.nanoTime();
		this.busy.set(false);
	}

	boolean alive() {
		return this.isolate.alive();
	}

	/** Runs a program in it, which nobody else may do meanwhile. */
	Ending execute(Program program) throws InterruptedException {
		this.executions.incrementAndGet();
		return this.isolate.execute(program, System.nanoTime());
	}

	/** Runs a program of ours in it. */
	Ending serve(Program program) throws InterruptedException {
		return this.isolate.execute(program, System.nanoTime());
	}

	/** Interrupts what is executed; false when nothing is. */
	boolean interrupt() {
		boolean executing = this.busy.get();
		if (executing) {
			this.isolate.interrupt();
		}
		return executing;
	}

	/** How long it may still go unused; never negative. */
	Duration remaining() {
		Duration left = this.busy.get() ? this.idle : this.idle.minusNanos(System.nanoTime() - this.used);
		return left.isNegative() ? Duration.ZERO : left;
	}

	SessionResult result() {
		return new SessionResult(this.id, this.language.name(), this.tier.wire(), this.busy.get(),
				this.executions.get(), this.idle.toMillis() / 1000.0, remaining().toMillis() / 1000.0);
	}

	@Override
	public void close() {
		this.isolate.close();
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

}
