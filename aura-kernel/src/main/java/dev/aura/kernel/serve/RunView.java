package dev.aura.kernel.serve;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunSummary;
import dev.aura.kernel.schedule.Priority;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param answer when there is one
 * @param reason why there is none, when the run ended without
 * @param steps so far
 * @param tokens so far, input and output together
 * @param priority of the run
 * @param model that answers, when one was chosen
 * @param lastEventId of the newest event
 * @param approvals calls that wait for a person; absent when there are none
 * @param forkOf the run whose conversation this one continues
 * @param parent the run that this one is a part of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(String id, RunStatus status, String task, Instant started, @Nullable String answer,
		@Nullable String reason, int steps, long tokens, Priority priority, @Nullable String model, long lastEventId,
		@Nullable List<ApprovalList.Approval> approvals, @Nullable String forkOf, @Nullable String parent) {

	/** It says no more, since the place is one of this machine. */
	private static final String DAMAGED = "its journal is damaged; ./run.sh show names the place";

	static RunView of(RunSummary run, List<RunEvent> events) {
		int steps = 0;
		long tokens = 0;
		String model = null;
		for (RunEvent event : events) {
			switch (event.event()) {
				case AgentEvent.StepStarted started -> steps = started.step();
				case AgentEvent.TokensUsed used -> tokens = used.total();
				case AgentEvent.ModelChosen chosen -> model = chosen.model();
				default -> {
					// It changes nothing that is shown.
				}
			}
		}
		RunEvent last = events.getLast();
		Options options = Options.of(events);
		return new RunView(run.id(), run.status(), run.task(), run.started(), answer(last.event()),
				reason(run, last.event()), steps, tokens, options.priority(), model, last.seq(), approvals(run, events),
				options.event().forkOf(), options.event().parent());
	}

	/** A run of which nothing can be told but that there was one. */
	static RunView damaged(RunSummary run) {
		return new RunView(run.id(), RunStatus.DAMAGED, run.task(), run.started(), null, DAMAGED, 0, 0,
				Priority.INTERACTIVE, null, 0, null, null, null);
	}

	private static @Nullable List<ApprovalList.Approval> approvals(RunSummary run, List<RunEvent> events) {
		List<ApprovalList.Approval> approvals = Pending.of(events.stream().map(RunEvent::event).toList())
			.stream()
			.map((question) -> new ApprovalList.Approval(run.id(), question.step(), question.call(), question.tool(),
					question.arguments(), question.question()))
			.toList();
		return approvals.isEmpty() ? null : approvals;
	}

	private static @Nullable String answer(AgentEvent last) {
		return (last instanceof AgentEvent.Answered answered) ? answered.answer() : null;
	}

	private static @Nullable String reason(RunSummary run, AgentEvent last) {
		if (last instanceof AgentEvent.Failed failed) {
			return failed.reason();
		}
		if (last instanceof AgentEvent.BudgetRanOut ranOut) {
			String of = (ranOut.of() == null) ? "" : " in run " + ranOut.of();
			return "a budget ran out: %s is %s%s".formatted(ranOut.variable(), ranOut.limit().toPlainString(), of);
		}
		if (run.status() == RunStatus.INTERRUPTED) {
			return (last instanceof AgentEvent.Interrupted interrupted)
					? (interrupted.shutdown() ? "the server stopped" : "the run was cancelled")
					: "the run's process died";
		}
		return null;
	}

}
