package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.aura.api.ProblemType;
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

	private final CallerProperties perCaller;

	/** What each caller waits with, oldest first; the caller whose turn it is first. */
	private final LinkedHashMap<String, Deque<Semaphore>> waiting = new LinkedHashMap<>();

	private final CallerPlaces taken = new CallerPlaces();

	private int queued;

	private int free;

	Admission(SandboxProperties properties, CallerProperties perCaller) {
		this.properties = properties;
		this.perCaller = perCaller;
		this.free = properties.maxConcurrent();
	}

	/**
	 * Takes a place, until that is left.
	 * @throws ProblemException 429 when too many wait or the wait is too long
	 */
	Place enter() throws InterruptedException {
		String caller = Caller.current();
		Optional<Semaphore> turn = queue(caller);
		if (turn.isEmpty() || !waited(caller, turn.get())) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS, refusal()).retryAfter(Duration.ofSeconds(1));
		}
		return new Place(caller);
	}

	private String refusal() {
		String all = "All %d places for programs are taken and %d requests may wait for one for %d s.".formatted(
				this.properties.maxConcurrent(), this.properties.maxQueued(),
				this.properties.maxQueueTime().toSeconds());
		boolean limited = places() < this.properties.maxConcurrent() || requests() < this.properties.maxQueued();
		return limited
				? all + " One caller may have %d places and wait with %d requests.".formatted(places(), requests())
				: all;
	}

	/** Of one caller. */
	private int places() {
		return Math.min(this.perCaller.maxConcurrent(), this.properties.maxConcurrent());
	}

	/** Of one caller. */
	private int requests() {
		return Math.min(this.perCaller.maxQueued(), this.properties.maxQueued());
	}

	private synchronized Optional<Semaphore> queue(String caller) {
		Deque<Semaphore> own = this.waiting.getOrDefault(caller, new ArrayDeque<>());
		boolean mustWait = this.free == 0 || !mayHaveAnother(caller);
		if (mustWait && (this.queued >= this.properties.maxQueued() || own.size() >= requests())) {
			return Optional.empty();
		}
		Semaphore turn = new Semaphore(0);
		own.add(turn);
		this.waiting.putIfAbsent(caller, own);
		this.queued++;
		admit();
		return Optional.of(turn);
	}

	private boolean mayHaveAnother(String caller) {
		return this.taken.of(caller) < places();
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
			leave(caller);
			return;
		}
		this.queued--;
		if (own.isEmpty()) {
			this.waiting.remove(caller);
		}
	}

	private void admit() {
		Optional<String> next = next();
		while (this.free > 0 && next.isPresent()) {
			String caller = next.get();
			Deque<Semaphore> own = this.waiting.remove(caller);
			own.remove().release();
			this.free--;
			this.queued--;
			this.taken.take(caller);
			if (!own.isEmpty()) {
				this.waiting.putLast(caller, own);
			}
			next = next();
		}
	}

	/** The caller whose turn it is. */
	private Optional<String> next() {
		return this.waiting.keySet().stream().filter(this::mayHaveAnother).findFirst();
	}

	private synchronized void leave(String caller) {
		this.free++;
		this.taken.giveBack(caller);
		admit();
		notifyAll();
	}

	/** Waits until nobody has a place, but not longer than that. */
	synchronized void awaitIdle(Duration patience) throws InterruptedException {
		long deadline = System.nanoTime() + patience.toNanos();
		long left = patience.toMillis();
		while (this.free < this.properties.maxConcurrent() && left > 0) {
			wait(left);
			left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
		}
	}

	/** How many requests wait for a place. */
	synchronized int waiting() {
		return this.queued;
	}

	/** A place that somebody has. */
	final class Place {

		private final String caller;

		private Place(String caller) {
			this.caller = caller;
		}

		void leave() {
			Admission.this.leave(this.caller);
		}

	}

}
