package dev.aura.kernel.serve;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.aura.api.ProblemType;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.NotResumableException;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunInUseException;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.schedule.Gate;
import dev.aura.kernel.schedule.Priority;
import dev.langchain4j.data.message.ChatMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.SmartLifecycle;

/**
 * Carries out the runs of this server: some at once, the others in turn, by priority.
 * When the server starts it takes up what was cut off, also by its own end.
 */
final class RunScheduler implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(RunScheduler.class);

	/** Runs that wait, beyond which new ones are refused. */
	private static final int LONGEST_QUEUE = 10_000;

	/** How long a stopped run may take to write its last words. */
	private static final Duration FAREWELL = Duration.ofSeconds(3);

	private final RunStore store;

	private final Engines engines;

	private final Gate places;

	private final Map<RunId, Ticket> tickets = new ConcurrentHashMap<>();

	/** Whether there was no model yet to go on with what was cut off. */
	private final AtomicBoolean takesUpLater = new AtomicBoolean();

	private volatile boolean running;

	private volatile boolean stopping;

	private final Sinks.Empty<Void> stopped = Sinks.empty();

	RunScheduler(RunStore store, Engines engines, int concurrentRuns) {
		this.store = store;
		this.engines = engines;
		this.places = new Gate(concurrentRuns);
	}

	/**
	 * Takes a task on; it is on disk when this returns.
	 * @throws dev.aura.kernel.model.NoModelException when no model is there to do it
	 * @throws ServeProblem when too many wait already
	 */
	RunId submit(String task, Options wishes) {
		Options options = this.engines.kept(wishes);
		RunEngine engine = ready(options);
		Run run = this.store.create(task);
		begin(engine, run, options);
		if (this.takesUpLater.compareAndSet(true, false)) {
			// A model was found meanwhile.
			takeUpAside();
		}
		return run.id();
	}

	/**
	 * Lets a run go on that was cut off, stopped, or paused.
	 * @param options from here on
	 * @throws NotResumableException when it is answered, or kept no journal
	 * @throws RunInUseException while somebody carries it
	 */
	void resume(RunId id, Options options) {
		RunEngine engine = ready(options);
		begin(engine, reopen(id), options);
	}

	/**
	 * Notes decisions on calls that a run waits for. Once all are decided it goes on, and
	 * nobody else can get hold of it in between.
	 * @param decisions on the calls that wait
	 * @return whether it goes on
	 * @throws NotResumableException when it is answered, or kept no journal
	 * @throws RunInUseException while somebody carries it
	 */
	boolean decide(RunId id, Function<List<Pending>, List<AgentEvent.Decided>> decisions) {
		Options options = Options.of(events(id));
		RunEngine engine = ready(options);
		Run run = reopen(id);
		if (note(run, decisions)) {
			begin(engine, run, options);
			return true;
		}
		run.close();
		return false;
	}

	private boolean note(Run run, Function<List<Pending>, List<AgentEvent.Decided>> decisions) {
		try {
			decisions.apply(pending(run.id())).forEach(run::happened);
			return pending(run.id()).isEmpty();
		}
		catch (RuntimeException ex) {
			giveBack(run, ex);
			throw ex;
		}
	}

	private Run reopen(RunId id) {
		awaitEnd(id);
		return this.store.reopen(id);
	}

	private RunEngine ready(Options options) {
		RunEngine engine = this.engines.engine(options);
		if (this.stopping) {
			throw new ServeProblem(ProblemType.UNAVAILABLE, "The kernel is stopping.");
		}
		if (this.tickets.size() >= LONGEST_QUEUE) {
			throw new ServeProblem(ProblemType.TOO_MANY_REQUESTS,
					"There are %d runs already (expected: fewer than that).".formatted(LONGEST_QUEUE));
		}
		return engine;
	}

	/**
	 * Announces a run and lets it go; whatever goes wrong before, others can carry it.
	 */
	private void begin(RunEngine engine, Run run, Options options) {
		try {
			// Once it has a conversation of its own it needs no other any more.
			List<ChatMessage> earlier = run.reached().isPresent() ? List.of() : Forks.conversation(this.store, options);
			engine.announce(run, options.isNone() ? null : options.event());
			start(engine, run, options, earlier);
		}
		catch (RuntimeException | Error ex) {
			forget(run);
			giveBack(run, ex);
			throw ex;
		}
	}

	private static void giveBack(Run run, Throwable failure) {
		try {
			run.close();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private void start(RunEngine engine, Run run, Options options, List<ChatMessage> earlier) {
		Thread thread = Thread.ofVirtual()
			.name(run.id().value())
			.unstarted(() -> await(engine, run, options.priority(), earlier));
		this.tickets.put(run.id(), new Ticket(run, thread));
		thread.start();
	}

	/** A run of this server that has not ended. */
	Optional<Run> active(RunId id) {
		return Optional.ofNullable(this.tickets.get(id)).map(Ticket::run);
	}

	/**
	 * Stops a run, also one that waits for its turn or for a person.
	 * @return whether it is a run of this server that had not ended
	 * @throws RunInUseException when it waits for a person and somebody carries it
	 */
	boolean cancel(RunId id) {
		Ticket ticket = this.tickets.get(id);
		if (ticket != null && ticket.run().cancel()) {
			// Its thread may still wait for a place.
			ticket.thread().interrupt();
			return true;
		}
		awaitEnd(id);
		boolean waits = this.store.summary(id).filter((run) -> run.status() == RunStatus.WAITING).isPresent();
		if (waits) {
			this.store.interrupt(id);
		}
		return waits;
	}

	/** What a run came to can be read a moment before others can carry it. */
	private void awaitEnd(RunId id) {
		Ticket ticket = this.tickets.get(id);
		if (ticket != null && ticket.run().isOver()) {
			join(ticket.thread());
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(FAREWELL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await(RunEngine engine, Run run, Priority priority, List<ChatMessage> earlier) {
		boolean placed = false;
		try {
			this.places.enter(priority);
			placed = true;
			carryOut(engine, run, earlier);
		}
		catch (InterruptedException ex) {
			// It was cancelled while it waited; the engine writes its end.
			carryOut(engine, run, earlier);
		}
		finally {
			forget(run);
			if (placed) {
				this.places.leave(priority);
			}
		}
	}

	/** The run may have been resumed since: that life has a ticket of its own. */
	private void forget(Run run) {
		this.tickets.computeIfPresent(run.id(), (id, ticket) -> (ticket.run() == run) ? null : ticket);
	}

	private static void carryOut(RunEngine engine, Run run, List<ChatMessage> earlier) {
		try {
			engine.execute(run, earlier);
		}
		catch (RuntimeException ex) {
			log.error("Run {} could not be recorded", run.id(), ex);
		}
	}

	@Override
	public void start() {
		this.running = true;
		takeUpAside();
	}

	/** Nobody's request has to wait for that. */
	private void takeUpAside() {
		Thread.ofVirtual().name("take-up").start(this::takeUp);
	}

	/**
	 * Goes on with what was cut off, and with what was decided while nobody was there.
	 */
	private void takeUp() {
		this.store.cutOff().forEach(this::takeUp);
		this.store.list()
			.reversed()
			.stream()
			.filter((run) -> run.status() == RunStatus.WAITING)
			.map((run) -> new RunId(run.id()))
			.filter(this::isDecided)
			.forEach(this::takeUp);
	}

	private boolean isDecided(RunId id) {
		try {
			return pending(id).isEmpty();
		}
		catch (CorruptJournalException | UncheckedIOException ex) {
			log.warn("Run {} cannot be looked at: {}", id, ex.getMessage());
			return false;
		}
	}

	private void takeUp(RunId id) {
		try {
			resume(id, Options.of(events(id)));
			log.info("Run {} goes on", id);
		}
		catch (NoModelException ex) {
			this.takesUpLater.set(true);
			log.warn("Run {} goes on when there is a model", id);
		}
		catch (RuntimeException ex) {
			log.warn("Run {} cannot go on by itself: {}", id, ex.getMessage());
		}
	}

	private List<Pending> pending(RunId id) {
		return Pending.of(events(id).stream().map(RunEvent::event).toList());
	}

	private List<RunEvent> events(RunId id) {
		return this.store.events(id, 0);
	}

	@Override
	public void stop() {
		this.stopping = true;
		List<Ticket> open = List.copyOf(this.tickets.values());
		for (Ticket ticket : open) {
			if (ticket.run().suspend()) {
				ticket.thread().interrupt();
			}
		}
		open.forEach((ticket) -> join(ticket.thread()));
		this.stopped.tryEmitEmpty();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Completes when it has stopped. */
	Mono<Void> stopped() {
		return this.stopped.asMono();
	}

	/** Stops first: open event streams, which end with it, would hold the server up. */
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
