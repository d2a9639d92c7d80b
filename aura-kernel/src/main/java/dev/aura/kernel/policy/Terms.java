package dev.aura.kernel.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use and whom it asks: as this environment says, and where it says
 * nothing, as the run was told before. The run's journal keeps it, so that it holds
 * wherever the run goes on.
 *
 * @param event for the journal
 * @param budget of the run
 * @param mode of its approvals
 */
public record Terms(AgentEvent.Configured event, Budget budget, ApproveMode mode) {

	/**
	 * The terms of a run.
	 * @param earlier what happened in it so far; nothing for a new one
	 * @throws SettingException when a setting is malformed
	 */
	public static Terms of(Settings settings, List<AgentEvent> earlier) {
		AgentEvent.Configured told = AgentEvent.Configured.last(earlier);
		Budget budget = Budget.from(settings);
		ApproveMode mode = ApproveMode.from(settings);
		Integer steps = isSet(settings, "AURA_MAX_STEPS") ? Integer.valueOf(budget.steps()) : told.maxSteps();
		Long tokens = budget.tokens().isPresent() ? Long.valueOf(budget.tokens().getAsLong()) : told.maxTokens();
		Long seconds = or(budget.time().map(Duration::toSeconds), told.maxSeconds());
		BigDecimal usd = or(budget.usd(), told.maxUsd());
		String approve = isSet(settings, "AURA_APPROVE") ? mode.text() : told.approve();
		AgentEvent.Configured event = new AgentEvent.Configured(told.priority(), told.model(), approve, steps, tokens,
				seconds, usd, told.forkOf(), told.forkStep(), told.parent(), told.key(), told.request());
		return new Terms(event, budget.but(event), Optional.ofNullable(approve).flatMap(ApproveMode::of).orElse(mode));
	}

	/** What is news to a run with these events; nothing when it knows. */
	public AgentEvent.@Nullable Configured news(List<AgentEvent> earlier) {
		return this.event.equals(AgentEvent.Configured.last(earlier)) ? null : this.event;
	}

	private static boolean isSet(Settings settings, String variable) {
		return settings.text(variable).isPresent();
	}

	private static <T> @Nullable T or(Optional<T> set, @Nullable T told) {
		return set.isPresent() ? set.get() : told;
	}

}
