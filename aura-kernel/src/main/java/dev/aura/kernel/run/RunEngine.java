package dev.aura.kernel.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.BusGoneException;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelException;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.tool.Toolbox;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries runs from task to end. One engine serves any number of runs at once. */
public final class RunEngine {

	private static final Logger log = LoggerFactory.getLogger(RunEngine.class);

	private final ModelClient model;

	private final BusClient bus;

	private final Toolbox toolbox;

	private final Budget budget;

	public RunEngine(ModelClient model, BusClient bus, Budget budget) {
		this.model = model;
		this.bus = bus;
		this.toolbox = new Toolbox(bus);
		this.budget = budget;
	}

	/** Announces a run, so that it can be seen before its turn comes. */
	public void announce(Run run) {
		run.happened(new AgentEvent.RunStarted(run.task(), run.trace()));
	}

	/**
	 * Carries an announced run out on this thread and closes it.
	 * @param earlier the conversation that the task continues; empty for a new one
	 */
	public RunResult execute(Run run, List<ChatMessage> earlier) {
		Progress progress = new Progress(conversation(run, earlier));
		Thread clock = this.budget.time().map((time) -> stopAfter(run, time)).orElse(null);
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
		run.happened(last);
		run.close();
		return new RunResult(last, progress.conversation());
	}

	private AgentEvent carryOut(Run run, Progress progress) {
		if (run.stopped() != null) {
			return progress.interrupted();
		}
		try {
			ModelSettings model = this.model.settings();
			run.happened(new AgentEvent.ModelChosen(model.name(), model.address().toString(), model.reason()));
			new AgentGraph(this.model, this.toolbox, this.budget, run.trace(), this.bus.address().toString(),
					run::happened)
				.run(run.id().value(), run.task(), progress.conversation(), progress::reached);
			return progress.ended(this.budget);
		}
		catch (RuntimeException ex) {
			return failed(run, progress, ex);
		}
	}

	private AgentEvent failed(Run run, Progress progress, RuntimeException failure) {
		Run.Stop stop = run.stopped();
		if (stop == Run.Stop.CANCELLED) {
			return progress.interrupted();
		}
		if (stop == Run.Stop.OUT_OF_TIME) {
			long seconds = this.budget.time().map(Duration::toSeconds).orElse(0L);
			return progress.ranOut(new Budget.Limit("AURA_MAX_SECONDS", seconds));
		}
		return progress.failed(reason(failure).orElseGet(() -> {
			log.error("Run {} failed", run.id(), failure);
			return "the kernel failed; AURA_HOME/logs/kernel.log has the cause";
		}));
	}

	/** The line for the person; the graph wraps what its nodes throw several times. */
	private static Optional<String> reason(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ModelException || cause instanceof BusGoneException) {
				return Optional.ofNullable(cause.getMessage());
			}
		}
		return Optional.empty();
	}

	private static List<ChatMessage> conversation(Run run, List<ChatMessage> earlier) {
		List<ChatMessage> messages = new ArrayList<>(earlier);
		if (messages.isEmpty()) {
			messages.add(SystemPrompt.message());
		}
		messages.add(UserMessage.from(run.task()));
		return messages;
	}

	private static Thread stopAfter(Run run, Duration time) {
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
