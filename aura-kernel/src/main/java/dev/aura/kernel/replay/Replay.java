package dev.aura.kernel.replay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.BusGoneException;
import dev.aura.kernel.agent.Usage;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.tool.Toolbox;
import dev.aura.kernel.tool.Tools;
import org.jspecify.annotations.Nullable;

/**
 * Runs a run again from its record, from its task to where it ended, in one go however
 * often it was cut off. The graph is the real one; the model says what it said. What a
 * person decided, the server of the model, a limit or a stop from outside did is taken
 * from the record as well; what the graph made of it is not.
 */
public final class Replay {

	private static final String TRACE = "0".repeat(32);

	private final Recording recording;

	private final Settled record;

	/** Names the calls anew: under the keys of the run the bus would not act. */
	private final String run = RunId.next().value();

	private final ReplayJournal journal = new ReplayJournal(this.run);

	private @Nullable AppState state;

	private Replay(Recording recording) {
		this.recording = recording;
		this.record = Settled.of(recording);
	}

	/** Runs it again without a bus: the tools answer what they answered. */
	public static Replayed of(Recording recording) {
		Replay replay = new Replay(recording);
		long start = System.nanoTime();
		replay.carryOut(new RecordedTools(replay.record), "none");
		return replay.replayed(List.of(), start);
	}

	/**
	 * Runs it again with its tools, which act once more.
	 * @throws BusGoneException when the bus is not there
	 */
	public static Replayed live(Recording recording, BusClient bus) {
		Replay replay = new Replay(recording);
		long start = System.nanoTime();
		LiveTools tools = new LiveTools(new Toolbox(bus), replay.record);
		replay.carryOut(tools, bus.address().toString());
		if (tools.busGone()) {
			throw new BusGoneException(bus.address().toString());
		}
		return replay.replayed(tools.differences(), start);
	}

	private Replayed replayed(List<Difference> differences, long start) {
		return new Replayed(Trace.of(this.recording), Trace.of(this.journal.recording()), differences,
				Duration.ofNanos(System.nanoTime() - start));
	}

	private void carryOut(Tools tools, String bus) {
		this.journal.happened(new AgentEvent.RunStarted(this.recording.task(), TRACE));
		AgentEvent end = this.record.answers().isEmpty() ? endOfRecord() : end(tools, bus);
		if (end != null) {
			this.journal.happened(end);
		}
	}

	private @Nullable AgentEvent end(Tools tools, String bus) {
		Budget recorded = new Budget(this.record.answers().size(), OptionalLong.empty(), Optional.empty());
		AgentGraph graph = new AgentGraph(new RecordedModel(this.record.answers()), tools, recorded,
				new RecordedPolicy(this.record), this.journal, TRACE, bus);
		try {
			List<AgentEvent.Waiting.Question> questions = graph.run(this.run, this.recording.task(),
					this.recording.states().getFirst().messages(), (reached) -> this.state = reached);
			return (this.record.end() == null) ? null : end(this.record.end().event(), questions);
		}
		catch (RuntimeException ex) {
			return failed("the replay failed: " + ex);
		}
	}

	private AgentEvent end(AgentEvent recorded, List<AgentEvent.Waiting.Question> questions) {
		if (this.state != null && this.state.answered()) {
			return new AgentEvent.Answered(this.state.answer(), steps(), usage(), 0);
		}
		if (recorded instanceof AgentEvent.Waiting) {
			List<AgentEvent.Waiting.Question> asked = questions.stream().filter(RecordedPolicy::wasAsked).toList();
			return new AgentEvent.Waiting(steps(), asked, steps(), usage(), 0);
		}
		AgentEvent end = endOfRecord();
		return (end == null) ? failed("the record ends before the run did") : end;
	}

	/** What came from outside and ended the run here, if something did. */
	private @Nullable AgentEvent endOfRecord() {
		return switch ((this.record.end() == null) ? null : this.record.end().event()) {
			case AgentEvent.Failed failed -> failed(failed.reason());
			case AgentEvent.BudgetRanOut ranOut -> new AgentEvent.BudgetRanOut(ranOut.variable(), ranOut.limit(),
					ranOut.of(), List.of(), steps(), usage(), 0);
			case AgentEvent.Interrupted interrupted ->
				new AgentEvent.Interrupted(steps(), usage(), 0, interrupted.shutdown());
			case null, default -> null;
		};
	}

	private AgentEvent failed(String reason) {
		return new AgentEvent.Failed(reason, steps(), usage(), 0);
	}

	private int steps() {
		return (this.state == null) ? 0 : this.state.step();
	}

	private Usage usage() {
		return (this.state == null) ? Usage.NONE : this.state.usage();
	}

}
