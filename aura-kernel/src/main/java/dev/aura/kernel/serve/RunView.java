package dev.aura.kernel.serve;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param answer when there is one
 * @param reason why there is none, when the run ended without
 * @param steps so far
 * @param tokens so far, input and output together
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(String id, RunStatus status, String task, Instant started, @Nullable String answer,
		@Nullable String reason, int steps, long tokens) {

	static RunView of(RunSummary run, List<RunEvent> events) {
		int steps = 0;
		long tokens = 0;
		for (RunEvent event : events) {
			if (event.event() instanceof AgentEvent.StepStarted started) {
				steps = started.step();
			}
			if (event.event() instanceof AgentEvent.TokensUsed used) {
				tokens = used.total();
			}
		}
		AgentEvent last = events.getLast().event();
		return new RunView(run.id(), run.status(), run.task(), run.started(), answer(last), reason(run, last), steps,
				tokens);
	}

	private static @Nullable String answer(AgentEvent last) {
		return (last instanceof AgentEvent.Answered answered) ? answered.answer() : null;
	}

	private static @Nullable String reason(RunSummary run, AgentEvent last) {
		if (last instanceof AgentEvent.Failed failed) {
			return failed.reason();
		}
		if (last instanceof AgentEvent.BudgetRanOut ranOut) {
			return "a budget ran out: " + ranOut.variable() + " is " + ranOut.limit();
		}
		if (run.status() == RunStatus.INTERRUPTED) {
			return (last instanceof AgentEvent.Interrupted) ? "the run was cancelled" : "the run's process died";
		}
		return null;
	}

}
