package dev.aura.kernel.serve;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.aura.api.ProblemType;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Pending;
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

	private final RunStore store;

	private final Engines engines;

	private final Gate places;

	private final ActiveRuns active = new ActiveRuns();

	private final SubRuns subRuns;

	private final TakeUp takeUp;

	private volatile boolean running;

	private volatile boolean stopping;

	private final Sinks.Empty<Void> stopped = Sinks.empty();

	RunScheduler(RunStore store, Engines engines, int concurrentRuns) {
		this.store = store;
		this.engines = engines;
		this.places = new Gate(concurrentRuns);
		this.subRuns = new SubRuns(store, this.active);
		this.takeUp = new TakeUp(store, this.subRuns, this::resume);
	}

	/**
	 * Takes a task on; it is on disk when this returns.
	 * @throws dev.aura.kernel.model.NoModelException when no model is there to do it
	 * @throws ServeProblem when too many wait already, or its parent is not under way
	 * here
	 */
	RunId submit(String task, Options wishes) {
		Run parent = this.subRuns.parent(wishes).orElse(null);
		Options options = this.engines.kept((parent == null) ? wishes : wishes.below(Options.of(events(parent.id()))));
		RunEngine engine = ready(options);
		Run run = this.store.create(task);
		if (parent != null) {
			attach(run, parent);
		}
		begin(engine, run, options);
		this.takeUp.modelFound();
		return run.id();
	}

	private void attach(Run run, Run parent) {
		try {
			this.subRuns.attach(run.id(), parent);
		}
		catch (RuntimeException ex) {
			giveBack(run, ex);
			throw ex;
		}
	}

	/**
	 * Lets a run go on that was cut off, stopped, or paused.
	 * @param options from here on
	 * @throws NotResumableException when it is answered, or kept no journal
	 * @throws RunInUseException while somebody carries it
	 * @throws ServeProblem when its parent has ended
	 */
	void resume(RunId id, Options options) {
		this.subRuns.requireParent(options);
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
	 * @throws ServeProblem when its parent has ended
	 */
	boolean decide(RunId id, Function<List<Pending>, List<AgentEvent.Decided>> decisions) {
		Options options = Options.of(events(id));
		this.subRuns.requireParent(options);
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
		this.active.awaitEnd(id);
		return this.store.reopen(id);
	}

	private RunEngine ready(Options options) {
		RunEngine engine = this.engines.engine(options);
		if (this.stopping) {
			throw new ServeProblem(ProblemType.UNAVAILABLE, "The kernel is stopping.");
		}
		if (this.active.size() >= LONGEST_QUEUE) {
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
			this.active.forget(run);
			giveBack(run, ex);
			throw ex;
		}
		if (this.subRuns.isOrphan(options)) {
			// Its parent ended just now, before it could see this one.
			cancel(run.id());
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
		this.active.add(run, thread);
		thread.start();
	}

	/** A run of this server that has not ended. */
	Optional<Run> active(RunId id) {
		return this.active.find(id);
	}

	/**
	 * Stops a run, also one that waits for its turn or for a person, and its sub-runs.
	 * @return whether it is a run of this server that had not ended
	 * @throws RunInUseException when it waits for a person and somebody carries it
	 */
	boolean cancel(RunId id) {
		if (this.active.stop(id, Run::cancel)) {
			return true;
		}
		this.active.awaitEnd(id);
		boolean waits = this.store.summary(id).filter((run) -> run.status() == RunStatus.WAITING).isPresent();
		if (waits) {
			cancelAll(this.store.interrupt(id));
		}
		return waits;
	}

	/** Sub-runs end with their parent, also those that wait for a person. */
	private void cancelAll(List<RunId> subRuns) {
		for (RunId subRun : subRuns) {
			try {
				cancel(subRun);
			}
			catch (RuntimeException ex) {
				log.warn("Run {} does not end with its parent: {}", subRun, ex.getMessage());
			}
		}
	}

	private void await(RunEngine engine, Run run, Priority priority, List<ChatMessage> earlier) {
		boolean placed = false;
		boolean pauses = false;
		try {
			this.places.enter(priority);
			placed = true;
			pauses = carryOut(engine, run, earlier);
		}
		catch (InterruptedException ex) {
			// It was cancelled while it waited; the engine writes its end.
			pauses = carryOut(engine, run, earlier);
		}
		finally {
			this.active.forget(run);
			if (placed) {
				this.places.leave(priority);
			}
		}
		if (!pauses && !this.stopping) {
			// An interrupt that came too late was meant for the run.
			Thread.interrupted();
			cancelAll(run.subRuns());
		}
	}

	/** Whether it goes on when a person has decided. */
	private static boolean carryOut(RunEngine engine, Run run, List<ChatMessage> earlier) {
		try {
			return engine.execute(run, earlier).last() instanceof AgentEvent.Waiting;
		}
		catch (RuntimeException ex) {
			log.error("Run {} could not be recorded", run.id(), ex);
			return false;
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.takeUp.begin();
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
		this.active.stopAll(Run::suspend);
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

}
