package dev.aura.bus.sandbox;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import org.springframework.stereotype.Component;

/**
 * Takes isolates away whose programs have ended, while their answers are on their way
 * already. Not too many at once, and not while the bus stops: then a caller does it
 * itself.
 */
@Component
class Disposal {

	private final Supervisor supervisor;

	private final Semaphore room;

	Disposal(Supervisor supervisor, SandboxProperties properties) {
		this.supervisor = supervisor;
		this.room = new Semaphore(properties.maxConcurrent());
	}

	void accept(Isolate isolate) {
		if (!this.room.tryAcquire()) {
			isolate.close();
			return;
		}
		try {
			this.supervisor.submit(() -> close(isolate));
		}
		catch (RejectedExecutionException stopping) {
			// The program has run: that is its answer, and not this.
			close(isolate);
		}
	}

	private boolean close(Isolate isolate) {
		try {
			isolate.close();
			return true;
		}
		finally {
			this.room.release();
		}
	}

}
