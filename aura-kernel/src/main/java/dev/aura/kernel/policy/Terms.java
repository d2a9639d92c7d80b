package dev.aura.kernel.policy;

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
		Budget budget = Budget.from(settings);
		ApproveMode mode = ApproveMode.from(settings);
		AgentEvent.Configured event = new AgentEvent.Configured(null, null,
				isSet(settings, "AURA_APPROVE") ? mode.text() : null,
				isSet(settings, "AURA_MAX_STEPS") ? Integer.valueOf(budget.steps()) : null,
				budget.tokens().isPresent() ? Long.valueOf(budget.tokens().getAsLong()) : null,
				budget.time().map(Duration::toSeconds).orElse(null), budget.usd().orElse(null), null, null, null, null,
				null)
			.or(AgentEvent.Configured.last(earlier));
		return new Terms(event, budget.but(event),
				Optional.ofNullable(event.approve()).flatMap(ApproveMode::of).orElse(mode));
	}

	/** What is news to a run with these events; nothing when it knows. */
	public AgentEvent.@Nullable Configured news(List<AgentEvent> earlier) {
		return this.event.equals(AgentEvent.Configured.last(earlier)) ? null : this.event;
	}

	private static boolean isSet(Settings settings, String variable) {
		return settings.text(variable).isPresent();
	}

}
