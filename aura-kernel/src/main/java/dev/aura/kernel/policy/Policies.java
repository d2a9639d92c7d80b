package dev.aura.kernel.policy;

import java.util.List;
import java.util.function.Function;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.approve.Approvals;
import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.approve.Rules;
import dev.aura.kernel.budget.ModelFacts;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.context.Context;
import dev.aura.kernel.context.Summary;
import dev.aura.kernel.model.Model;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the policy of each run.
 *
 * @param store where earlier lives of a run are read
 * @param accounts of the runs of this process
 * @param model that sums conversations up
 * @param facts what is known of it
 * @param asker whoever can be asked while a run goes on
 */
public record Policies(RunStore store, Accounts accounts, BusClient bus, Model model, ModelFacts facts, Budget budget,
		ApproveMode mode, Rules rules, Asker asker) implements Function<Run, RunPolicy> {

	@Override
	public RunPolicy apply(Run run) {
		List<AgentEvent> earlier = this.store.events(run.id(), 0).stream().map(RunEvent::event).toList();
		Ledger ledger = new Ledger(run.id().value(), this.facts,
				this.accounts.of(run.id(), this.budget, earlier, this.facts));
		Approvals approvals = new Approvals(this.mode, this.rules, this.bus, run.trace(), this.asker, earlier,
				run::happened);
		Context context = new Context(run.id().value(), this.facts, new Recall(this.bus, run.id().value(), run.trace()),
				new Condenser(this.model, ledger, run::happened), summary(earlier));
		return new KernelPolicy(ledger, approvals, context,
				new Instructions(this.bus, run.trace(), earlier, run::happened));
	}

	private static @Nullable Summary summary(List<AgentEvent> earlier) {
		return earlier.reversed()
			.stream()
			.filter(AgentEvent.Summarised.class::isInstance)
			.map(AgentEvent.Summarised.class::cast)
			.findFirst()
			.map((event) -> new Summary(event.end(), event.summary()))
			.orElse(null);
	}

	/**
	 * Makes sure that a limit on money can be kept.
	 * @param model the model's name
	 * @throws SettingException saying how to name the price
	 */
	public static void requirePrice(Budget budget, String model, ModelFacts facts) {
		if (budget.usd().isPresent() && facts.input() == null) {
			throw new SettingException("AURA_MAX_USD: %s, and no price of the model %s is known (expected: %s)"
				.formatted(budget.usd().get().toPlainString(), model,
						"AURA_MODEL_PRICE=0.40/1.60, dollars for a million tokens read and written, or the model in "
								+ "AURA_HOME/prices.json"));
		}
	}

}
