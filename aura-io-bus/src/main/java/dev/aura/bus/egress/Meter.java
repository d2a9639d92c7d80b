package dev.aura.bus.egress;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one call transfers, and lets nothing more pass when that is too much. */
final class Meter {

	private final AtomicLong left;

	Meter(long limit) {
		this.left = new AtomicLong(limit);
	}

	void pass(int bytes) throws IOException {
		if (this.left.addAndGet(-bytes) < 0) {
			throw new IOException("too much transferred");
		}
	}

	boolean exceeded() {
		return this.left.get() < 0;
	}

}
