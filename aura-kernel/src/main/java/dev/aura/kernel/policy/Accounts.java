package dev.aura.kernel.policy;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.budget.Account;
import dev.aura.kernel.budget.ModelFacts;
import dev.aura.kernel.budget.Spend;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of this process's runs, that of a sub-run below that of the run it is a
 * part of. One that nobody holds is made again from the journals.
 */
public final class Accounts {

	private static final Logger log = LoggerFactory.getLogger(Accounts.class);

	private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

	private final RunStore store;

	private final Map<RunId, WeakReference<Account>> held = new HashMap<>();

	/**
	 * The accounts of the runs in a store.
	 * @param store where earlier lives of runs are read
	 */
	public Accounts(RunStore store) {
		this.store = store;
	}

	/**
	 * The account of a run whose turn has come.
	 * @param limit of it alone
	 * @param earlier what happened in it so far
	 * @param model whose prices count where what was paid is not noted
	 */
	synchronized Account of(RunId run, Budget limit, List<AgentEvent> earlier, ModelFacts model) {
		Account held = held(run);
		if (held != null) {
			held.changeLimit(limit(limit));
			return held;
		}
		return hold(run, limit, earlier, model);
	}

	private Account hold(RunId run, Budget limit, List<AgentEvent> earlier, ModelFacts model) {
		Spend spent = spent(earlier, model);
		Account account = parent(earlier).flatMap((parent) -> above(parent, model))
			.map((above) -> above.below(run.value(), limit(limit), spent))
			.orElseGet(() -> new Account(run.value(), limit(limit), spent));
		this.held.values().removeIf((other) -> other.get() == null);
		this.held.put(run, new WeakReference<>(account));
		return account;
	}

	/** Nothing when that run was removed. */
	private Optional<Account> above(RunId run, ModelFacts model) {
		Account held = held(run);
		if (held != null) {
			return Optional.of(held);
		}
		List<AgentEvent> events = events(run);
		return events.isEmpty() ? Optional.empty()
				: Optional.of(hold(run, Budget.DEFAULT.but(AgentEvent.Configured.last(events)), events, model));
	}

	private @Nullable Account held(RunId run) {
		WeakReference<Account> held = this.held.get(run);
		return (held == null) ? null : held.get();
	}

	private static Optional<RunId> parent(List<AgentEvent> events) {
		return Optional.ofNullable(AgentEvent.Configured.last(events).parent()).flatMap(RunId::of);
	}

	private List<AgentEvent> events(RunId run) {
		return this.store.events(run, 0).stream().map(RunEvent::event).toList();
	}

	/**
	 * What a run and its sub-runs spent, each at the price of its model. Runs of earlier
	 * versions did not note what was paid: it is what it would be now.
	 */
	private Spend spent(List<AgentEvent> events, ModelFacts model) {
		Spend spent = Spend.NOTHING;
		for (AgentEvent event : events) {
			spent = spent.plus(switch (event) {
				case AgentEvent.TokensUsed used -> spent(1, used.input(), used.output(), used.nanoUsd(), model);
				case AgentEvent.Summarised summary ->
					spent(0, summary.input(), summary.output(), summary.nanoUsd(), model);
				case AgentEvent.AnswerLost lost -> spent(0, lost.input(), lost.output(), lost.nanoUsd(), model);
				case AgentEvent.SubRunStarted started ->
					RunId.of(started.id()).map((id) -> spentBy(id, model)).orElse(Spend.NOTHING);
				default -> Spend.NOTHING;
			});
		}
		return spent;
	}

	private Spend spentBy(RunId part, ModelFacts model) {
		try {
			return spent(events(part), model);
		}
		catch (CorruptJournalException ex) {
			log.warn("What run {} spent cannot be read and does not count: {}", part, ex.getMessage());
			return Spend.NOTHING;
		}
	}

	private static Spend spent(int steps, long input, long output, @Nullable Long paid, ModelFacts model) {
		return new Spend(steps, input + output, (paid == null) ? model.nanoUsd(input, output).orElse(0L) : paid);
	}

	private static Spend limit(Budget budget) {
		return new Spend(budget.steps(), budget.tokens().orElse(Spend.UNLIMITED),
				budget.usd().map((usd) -> usd.multiply(NANO).longValue()).orElse(Spend.UNLIMITED));
	}

}
