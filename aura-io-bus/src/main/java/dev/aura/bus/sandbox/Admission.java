package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;

import org.springframework.stereotype.Component;

/** Lets a few programs run at once and a few more requests wait. */
@Component
class Admission {

	private final Semaphore places;

	private final Semaphore queue;

	private final SandboxProperties properties;

	Admission(SandboxProperties properties) {
		this.properties = properties;
		this.places = new Semaphore(properties.maxConcurrent(), true);
		this.queue = new Semaphore(properties.maxQueued());
	}

	/**
	 * Takes a place, which {@link #leave} gives back.
	 * @throws ProblemException 429 when too many wait or the wait is too long
	 */
	void enter() throws InterruptedException {
		if (!this.places.tryAcquire() && !waited()) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
					"All %d places for programs are taken and %d requests may wait for one for %d s.".formatted(
							this.properties.maxConcurrent(), this.properties.maxQueued(),
							this.properties.maxQueueTime().toSeconds()))
				.retryAfter(Duration.ofSeconds(1));
		}
	}

	private boolean waited() throws InterruptedException {
		if (!this.queue.tryAcquire()) {
			return false;
		}
		try {
			return this.places.tryAcquire(this.properties.maxQueueTime().toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.queue.release();
		}
	}

	void leave() {
		this.places.release();
	}

}
