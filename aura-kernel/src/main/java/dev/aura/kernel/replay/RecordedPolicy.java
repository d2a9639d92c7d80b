package dev.aura.kernel.replay;

import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.ToolCall;
import dev.aura.kernel.agent.ToolDecision;

/**
 * Decides again as was decided in a run. A call that the run did not come to is asked
 * about, so that the replay pauses where the record ends.
 *
 * @param record of the run
 */
record RecordedPolicy(Settled record) implements RunPolicy {

	private static final String END_OF_RECORD = "the record ends here";

	@Override
	public ToolDecision decide(ToolCall call) {
		RecordedCall recorded = this.record.call(call.step(), call.call());
		if (recorded == null) {
			return new ToolDecision.Asked(question(call).orElse(END_OF_RECORD));
		}
		return recorded.refused() ? ToolDecision.Denied.of(recorded.result()) : new ToolDecision.Allowed();
	}

	/** What the run still waits for. */
	private Optional<String> question(ToolCall call) {
		if (this.record.end() == null || !(this.record.end().event() instanceof AgentEvent.Waiting waiting)
				|| waiting.step() != call.step()) {
			return Optional.empty();
		}
		return waiting.questions()
			.stream()
			.filter((question) -> question.call() == call.call())
			.map(AgentEvent.Waiting.Question::question)
			.findFirst();
	}

	/** Whether a question was asked in the run. */
	static boolean wasAsked(AgentEvent.Waiting.Question question) {
		return !question.question().equals(END_OF_RECORD);
	}

}
