package dev.aura.kernel.serve;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.run.RunEvent;
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
		return NONE.with(request.priority(), request.model(), request.approve(), request.budget())
			.below(request.parent());
	}

	/** The options of a run by what happened in it: what was said later counts. */
	static Options of(List<RunEvent> events) {
		Options options = NONE;
		for (RunEvent event : events) {
			if (event.event() instanceof AgentEvent.Configured configured) {
				options = new Options(configured);
			}
		}
		return options;
	}

	Options with(ResumeRequest request) {
		return with(request.priority(), request.model(), request.approve(), request.budget());
	}

	private Options with(@Nullable Priority priority, @Nullable String model, @Nullable ApproveMode approve,
			@Nullable BudgetRequest request) {
		BudgetRequest budget = Objects.requireNonNullElse(request, BudgetRequest.NONE);
		AgentEvent.Configured old = this.event;
		return new Options(new AgentEvent.Configured((priority == null) ? old.priority() : priority.text(),
				or(model, old.model()), (approve == null) ? old.approve() : approve.text(),
				or(budget.steps(), old.maxSteps()), or(budget.tokens(), old.maxTokens()),
				or(budget.seconds(), old.maxSeconds()), or(budget.usd(), old.maxUsd()), old.forkOf(), old.forkStep(),
				old.parent(), old.key(), old.request()));
	}

	/** The same, and what the settings say where the run has no wish of its own. */
	Options or(AgentEvent.Configured settings) {
		AgentEvent.Configured own = this.event;
		return new Options(new AgentEvent.Configured(own.priority(), own.model(), or(own.approve(), settings.approve()),
				or(own.maxSteps(), settings.maxSteps()), or(own.maxTokens(), settings.maxTokens()),
				or(own.maxSeconds(), settings.maxSeconds()), or(own.maxUsd(), settings.maxUsd()), own.forkOf(),
				own.forkStep(), own.parent(), own.key(), own.request()));
	}

	/** The same for a run that continues another. */
	Options forking(String run, int step, @Nullable String model) {
		AgentEvent.Configured old = this.event;
		return new Options(new AgentEvent.Configured(old.priority(), or(model, old.model()), old.approve(),
				old.maxSteps(), old.maxTokens(), old.maxSeconds(), old.maxUsd(), run, step, null, null, null));
	}

	private Options below(@Nullable String parent) {
		AgentEvent.Configured own = this.event;
		return new Options(new AgentEvent.Configured(own.priority(), own.model(), own.approve(), own.maxSteps(),
				own.maxTokens(), own.maxSeconds(), own.maxUsd(), own.forkOf(), own.forkStep(), parent, own.key(),
				own.request()));
	}

	/**
	 * The same for a part of another run: what it does not want for itself is as it is
	 * there, but for the budget, which it has apart from its share in that one's.
	 */
	Options like(Options parent) {
		AgentEvent.Configured own = this.event;
		AgentEvent.Configured above = parent.event;
		return new Options(new AgentEvent.Configured(or(own.priority(), above.priority()),
				or(own.model(), above.model()), or(own.approve(), above.approve()), own.maxSteps(), own.maxTokens(),
				own.maxSeconds(), own.maxUsd(), own.forkOf(), own.forkStep(), own.parent(), own.key(), own.request()));
	}

	/** The run that this one is a part of. */
	Optional<String> parent() {
		return Optional.ofNullable(this.event.parent());
	}

	/** The same for a request that is to be carried out once. */
	Options once(String key, String request) {
		AgentEvent.Configured old = this.event;
		return new Options(
				new AgentEvent.Configured(old.priority(), old.model(), old.approve(), old.maxSteps(), old.maxTokens(),
						old.maxSeconds(), old.maxUsd(), old.forkOf(), old.forkStep(), old.parent(), key, request));
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

	private static <T> @Nullable T or(@Nullable T own, @Nullable T other) {
		return (own == null) ? other : own;
	}

}
