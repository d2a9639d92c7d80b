package dev.aura.bus.sandbox;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a program writes to both outputs and acts once when it is too much. */
final class FloodGate {

	private final AtomicLong written = new AtomicLong();

	private final long limit;

	private final Runnable tooMuch;

	FloodGate(long limit, Runnable tooMuch) {
		this.limit = limit;
		this.tooMuch = tooMuch;
	}

	void passed(int count) {
		long after = this.written.addAndGet(count);
		if (after > this.limit && after - count <= this.limit) {
			this.tooMuch.run();
		}
	}

	boolean flooded() {
		return this.written.get() > this.limit;
	}

}
