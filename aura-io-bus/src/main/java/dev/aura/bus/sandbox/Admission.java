package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.aura.api.ProblemType;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * Lets a few programs run at once and a few more requests wait. Places that become free
 * go to the callers in turn, so that one with many requests does not keep another waiting
 * for all of them.
 */
@Component
class Admission {

	private final SandboxProperties properties;

	/** What each caller waits with, oldest first; the caller whose turn it is first. */
	private final LinkedHashMap<String, Deque<Semaphore>> waiting = new LinkedHashMap<>();

	private int queued;

	private int free;

	Admission(SandboxProperties properties) {
		this.properties = properties;
		this.free = properties.maxConcurrent();
	}

	/**
	 * Takes a place, which {@link #leave} gives back.
	 * @throws ProblemException 429 when too many wait or the wait is too long
	 */
	void enter() throws InterruptedException {
		String caller = caller();
		Optional<Semaphore> turn = queue(caller);
		if (turn.isEmpty() || !waited(caller, turn.get())) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
					"All %d places for programs are taken and %d requests may wait for one for %d s.".formatted(
							this.properties.maxConcurrent(), this.properties.maxQueued(),
							this.properties.maxQueueTime().toSeconds()))
				.retryAfter(Duration.ofSeconds(1));
		}
	}

	/**
	 * The run that a call is part of, as its key tells ({@code run/step/call}); those
	 * without a key are one caller.
	 */
	private static String caller() {
		return CurrentEffect.key().map((key) -> key.split("/", 2)[0]).orElse("");
	}

	private synchronized Optional<Semaphore> queue(String caller) {
		if (this.free == 0 && this.queued == this.properties.maxQueued()) {
			return Optional.empty();
		}
		Semaphore turn = new Semaphore(0);
		this.waiting.computeIfAbsent(caller, (first) -> new ArrayDeque<>()).add(turn);
		this.queued++;
		admit();
		return Optional.of(turn);
	}

	private boolean waited(String caller, Semaphore turn) throws InterruptedException {
		boolean admitted = false;
		try {
			admitted = turn.tryAcquire(this.properties.maxQueueTime().toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			if (!admitted) {
				withdraw(caller, turn);
			}
		}
		return admitted;
	}

	private synchronized void withdraw(String caller, Semaphore turn) {
		Deque<Semaphore> own = this.waiting.getOrDefault(caller, new ArrayDeque<>());
		if (!own.remove(turn)) {
			// Its turn came just now.
			leave();
			return;
		}
		this.queued--;
		if (own.isEmpty()) {
			this.waiting.remove(caller);
		}
	}

	private void admit() {
		while (this.free > 0 && !this.waiting.isEmpty()) {
			Map.Entry<String, Deque<Semaphore>> next = this.waiting.pollFirstEntry();
			next.getValue().remove().release();
			this.free--;
			this.queued--;
			if (!next.getValue().isEmpty()) {
				this.waiting.putLast(next.getKey(), next.getValue());
			}
		}
	}

	synchronized void leave() {
		this.free++;
		admit();
	}

	/** How many requests wait for a place. */
	synchronized int waiting() {
		return this.queued;
	}

}
