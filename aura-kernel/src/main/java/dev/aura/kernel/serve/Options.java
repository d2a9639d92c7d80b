package dev.aura.kernel.serve;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.schedule.Priority;
import org.jspecify.annotations.Nullable;

/**
 * What one run wants for itself, as its journal keeps it.
 *
 * @param event with the members that are set
 */
record Options(AgentEvent.Configured event) {

	static final Options NONE = new Options(AgentEvent.Configured.NOTHING);

	static Options of(RunRequest request) {
		return new Options(
				wishes(request.priority(), request.model(), request.approve(), request.budget(), request.parent()));
	}

	/** The options of a run by what happened in it. */
	static Options of(List<RunEvent> events) {
		return new Options(AgentEvent.Configured.last(events.stream().map(RunEvent::event).toList()));
	}

	private static AgentEvent.Configured wishes(@Nullable Priority priority, @Nullable String model,
			@Nullable ApproveMode approve, @Nullable BudgetRequest request, @Nullable String parent) {
		BudgetRequest budget = Objects.requireNonNullElse(request, BudgetRequest.NONE);
		return new AgentEvent.Configured((priority == null) ? null : priority.text(), model,
				(approve == null) ? null : approve.text(), budget.steps(), budget.tokens(), budget.seconds(),
				budget.usd(), null, null, parent, null, null);
	}

	Options with(ResumeRequest request) {
		return new Options(
				wishes(request.priority(), request.model(), request.approve(), request.budget(), null).or(this.event));
	}

	/** The same, and what the settings say where the run has no wish of its own. */
	Options or(AgentEvent.Configured settings) {
		return new Options(this.event.or(settings));
	}

	/** The same for a run that continues another: it is nobody's part. */
	Options forking(String run, int step, @Nullable String model) {
		AgentEvent.Configured old = this.event;
		return new Options(
				new AgentEvent.Configured(old.priority(), (model == null) ? old.model() : model, old.approve(),
						old.maxSteps(), old.maxTokens(), old.maxSeconds(), old.maxUsd(), run, step, null, null, null));
	}

	/**
	 * The same for a sub-run: what it does not want for itself is as its parent has it,
	 * but for the budget, which it has apart from its share in that one's.
	 */
	Options below(Options parent) {
		AgentEvent.Configured above = parent.event;
		return new Options(this.event.or(new AgentEvent.Configured(above.priority(), above.model(), above.approve(),
				null, null, null, null, null, null, null, null, null)));
	}

	/** The run that this one is a part of. */
	Optional<RunId> parent() {
		return Optional.ofNullable(this.event.parent()).flatMap(RunId::of);
	}

	/** The same for a request that is to be carried out once. */
	Options once(String key, String request) {
		return new Options(
				new AgentEvent.Configured(null, null, null, null, null, null, null, null, null, null, key, request)
					.or(this.event));
	}

	/** Whether the run wants nothing for itself. */
	boolean isNone() {
		return equals(NONE);
	}

	Priority priority() {
		return Priority.BATCH.text().equals(this.event.priority()) ? Priority.BATCH : Priority.INTERACTIVE;
	}

	Optional<ApproveMode> approve() {
		return Optional.ofNullable(this.event.approve()).flatMap(ApproveMode::of);
	}

	/** The budget of the run, given that of the settings. */
	Budget over(Budget settings) {
		return settings.but(this.event);
	}

}
