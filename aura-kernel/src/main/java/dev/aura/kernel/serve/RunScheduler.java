package dev.aura.kernel.serve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import dev.aura.api.ProblemType;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Carries out the runs of this server: some at once, the others in the order in which
 * they came. Stops them all when the server stops.
 */
final class RunScheduler implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(RunScheduler.class);

	/** Runs that wait, beyond which new ones are refused. */
	private static final int LONGEST_QUEUE = 10_000;

	/** How long a stopped run may take to write its last words. */
	private static final Duration FAREWELL = Duration.ofSeconds(3);

	private final RunStore store;

	private final Engines engines;

	private final Semaphore places;

	private final Map<RunId, Ticket> tickets = new ConcurrentHashMap<>();

	private volatile boolean running;

	private volatile boolean stopping;

	RunScheduler(RunStore store, Engines engines, int concurrentRuns) {
		this.store = store;
		this.engines = engines;
		this.places = new Semaphore(concurrentRuns, true);
	}

	/**
	 * Takes a task on.
	 * @throws dev.aura.kernel.model.NoModelException when no model is there to do it
	 * @throws ServeProblem when too many wait already
	 */
	RunId submit(String task) {
		RunEngine engine = this.engines.engine();
		if (this.stopping) {
			throw new ServeProblem(ProblemType.UNAVAILABLE, "The kernel is stopping.");
		}
		if (this.tickets.size() >= LONGEST_QUEUE) {
			throw new ServeProblem(ProblemType.TOO_MANY_REQUESTS,
					"There are %d runs already (expected: fewer than that).".formatted(LONGEST_QUEUE));
		}
		Run run = this.store.create(task);
		engine.announce(run);
		Thread thread = Thread.ofVirtual().name(run.id().value()).unstarted(() -> carryOut(engine, run));
		this.tickets.put(run.id(), new Ticket(run, thread));
		thread.start();
		return run.id();
	}

	/** A run of this server that has not ended. */
	Optional<Run> active(RunId id) {
		return Optional.ofNullable(this.tickets.get(id)).map(Ticket::run);
	}

	/**
	 * Stops a run, also one that waits.
	 * @return whether it is a run of this server that had not ended
	 */
	boolean cancel(RunId id) {
		Ticket ticket = this.tickets.get(id);
		if (ticket == null) {
			return false;
		}
		ticket.run().cancel();
		// Its thread may still wait for a place.
		ticket.thread().interrupt();
		return true;
	}

	private void carryOut(RunEngine engine, Run run) {
		boolean placed = false;
		try {
			this.places.acquire();
			placed = true;
			engine.execute(run, List.of());
		}
		catch (InterruptedException ex) {
			// It was cancelled while it waited; the engine writes its end.
			engine.execute(run, List.of());
		}
		catch (RuntimeException ex) {
			log.error("Run {} could not be recorded", run.id(), ex);
		}
		finally {
			this.tickets.remove(run.id());
			if (placed) {
				this.places.release();
			}
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.stopping = true;
		List<Ticket> open = List.copyOf(this.tickets.values());
		open.forEach((ticket) -> cancel(ticket.run().id()));
		for (Ticket ticket : open) {
			try {
				ticket.thread().join(FAREWELL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops first: open event streams, which end with their runs, would hold the server
	 * up.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	/**
	 * A run and the thread that carries it.
	 */
	private record Ticket(Run run, Thread thread) {
	}

}
