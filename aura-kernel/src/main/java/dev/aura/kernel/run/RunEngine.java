package dev.aura.kernel.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.BudgetRanOutException;
import dev.aura.kernel.agent.BusGoneException;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelException;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.settings.FaultPoint;
import dev.aura.kernel.tool.Toolbox;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries runs from task to end. One engine serves any number of runs at once. */
public final class RunEngine {

	private static final Logger log = LoggerFactory.getLogger(RunEngine.class);

	private final ModelClient model;

	private final BusClient bus;

	private final Toolbox toolbox;

	private final Budget budget;

	private final Function<Run, RunPolicy> policies;

	/** An engine whose runs may do everything. */
	public RunEngine(ModelClient model, BusClient bus, Budget budget) {
		this(model, bus, budget, (run) -> RunPolicy.OPEN);
	}

	/**
	 * An engine.
	 * @param policies makes the policy of each run when its turn comes, also when it is
	 * resumed
	 */
	public RunEngine(ModelClient model, BusClient bus, Budget budget, Function<Run, RunPolicy> policies) {
		this(model, bus, new Toolbox(bus), budget, policies);
	}

	/**
	 * An engine with tools that it shares with others.
	 * @param policies makes the policy of each run when its turn comes, also when it is
	 * resumed
	 */
	public RunEngine(ModelClient model, BusClient bus, Toolbox toolbox, Budget budget,
			Function<Run, RunPolicy> policies) {
		this.model = model;
		this.bus = bus;
		this.toolbox = toolbox;
		this.budget = budget;
		this.policies = policies;
	}

	/**
	 * Announces a run, so that it can be seen before its turn comes. From here on it is
	 * on disk and can be resumed.
	 */
	public void announce(Run run) {
		announce(run, null);
	}

	/**
	 * Announces a run and what it alone is to have, together.
	 */
	public void announce(Run run, AgentEvent.@Nullable Configured configured) {
		run.happened(run.goesOn() ? new AgentEvent.Resumed(run.reached().map(AppState::step).orElse(0))
				: new AgentEvent.RunStarted(run.task(), run.trace()));
		if (configured != null) {
			run.happened(configured);
		}
		run.journal().force();
		FaultPoint.ANNOUNCED.reach();
	}

	/**
	 * Carries an announced run out on this thread and closes it: to its end, or until a
	 * person has to decide. One that was reopened goes on where it was cut off.
	 * @param earlier the conversation that the task continues; empty for a new one. A run
	 * that goes on has its own
	 */
	public RunResult execute(Run run, List<ChatMessage> earlier) {
		try (run) {
			Progress progress = progress(run, earlier);
			AgentEvent last = last(run, progress);
			FaultPoint.ENDING.reach();
			run.happened(last);
			return new RunResult(last, progress.conversation());
		}
	}

	private AgentEvent last(Run run, Progress progress) {
		Thread clock = this.budget.time()
			.map((time) -> stopAfter(run, time.minus(run.journal().driven())))
			.orElse(null);
		run.begin();
		AgentEvent last;
		try {
			last = carryOut(run, progress);
		}
		finally {
			run.end();
			if (clock != null) {
				clock.interrupt();
			}
		}
		// It was cancelled on its way into the pause.
		boolean cancelled = last instanceof AgentEvent.Waiting && run.stopped() == Run.Stop.CANCELLED;
		return cancelled ? progress.interrupted(false) : last;
	}

	private AgentEvent carryOut(Run run, Progress progress) {
		Run.Stop stop = run.stopped();
		if (stop != null) {
			return stopped(stop, progress);
		}
		try {
			ModelSettings model = this.model.settings();
			run.happened(new AgentEvent.ModelChosen(model.name(), model.address().toString(), model.reason()));
			AgentGraph graph = new AgentGraph(this.model, this.toolbox, this.budget, this.policies.apply(run),
					run.journal(), run.trace(), this.bus.address().toString());
			String id = run.id().value();
			List<AgentEvent.Waiting.Question> questions = run.reached().isPresent()
					? graph.resume(id, progress::reached)
					: graph.run(id, run.task(), progress.conversation(), progress::reached);
			return questions.isEmpty() ? progress.ended(this.budget) : progress.waits(questions);
		}
		catch (RuntimeException ex) {
			return failed(run, progress, ex);
		}
	}

	private AgentEvent failed(Run run, Progress progress, RuntimeException failure) {
		Run.Stop stop = run.stopped();
		if (stop != null) {
			return stopped(stop, progress);
		}
		Optional<BudgetRanOutException> ranOut = cause(failure, BudgetRanOutException.class);
		if (ranOut.isPresent()) {
			return progress.ranOut(ranOut.get().limit());
		}
		return progress.failed(reason(failure).orElseGet(() -> {
			log.error("Run {} failed", run.id(), failure);
			return "the kernel failed; AURA_HOME/logs/kernel.log has the cause";
		}));
	}

	private AgentEvent stopped(Run.Stop stop, Progress progress) {
		return switch (stop) {
			case CANCELLED -> progress.interrupted(false);
			case SHUTDOWN -> progress.interrupted(true);
			case OUT_OF_TIME -> progress
				.ranOut(new Budget.Limit("AURA_MAX_SECONDS", this.budget.time().map(Duration::toSeconds).orElse(0L)));
		};
	}

	/** The line for the person. */
	private static Optional<String> reason(Throwable failure) {
		return cause(failure, ModelException.class).<Throwable>map((cause) -> cause)
			.or(() -> cause(failure, BusGoneException.class))
			.map(Throwable::getMessage);
	}

	/** The graph wraps what its nodes throw several times. */
	private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return Optional.of(type.cast(cause));
			}
		}
		return Optional.empty();
	}

	private Progress progress(Run run, List<ChatMessage> earlier) {
		return run.reached()
			.map((state) -> new Progress(state, run.journal().begunWith()))
			.orElseGet(() -> new Progress(conversation(run, earlier)));
	}

	private List<ChatMessage> conversation(Run run, List<ChatMessage> earlier) {
		List<ChatMessage> messages = new ArrayList<>(earlier);
		if (messages.isEmpty()) {
			messages.add(this.model.settings().abilities().compact() ? SystemPrompt.compact() : SystemPrompt.message());
		}
		messages.add(UserMessage.from(run.task()));
		return messages;
	}

	private static Thread stopAfter(Run run, Duration time) {
		if (!time.isPositive()) {
			run.stop(Run.Stop.OUT_OF_TIME);
		}
		return Thread.ofVirtual().name("run-clock").start(() -> {
			try {
				Thread.sleep(time);
				run.stop(Run.Stop.OUT_OF_TIME);
			}
			catch (InterruptedException ex) {
				// The run ended in time.
			}
		});
	}

}
