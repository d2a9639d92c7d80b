package dev.aura.kernel.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.BudgetRanOutException;
import dev.aura.kernel.agent.Reservation;
import dev.aura.kernel.budget.Account;
import dev.aura.kernel.budget.ModelFacts;
import dev.aura.kernel.budget.Spend;
import dev.aura.kernel.budget.SpentException;
import dev.aura.kernel.context.Tokens;
import dev.aura.kernel.model.ModelAnswer;
import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;

/** Books the model calls of one run against its budget. */
final class Ledger {

	private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

	/** The schemas of the tools, which are sent with every step. */
	private static final int TOOLS = 2_500;

	private static final int USUAL_OUTPUT = 4_096;

	private final ModelFacts model;

	private final Account account;

	/**
	 * The books of a run.
	 * @param earlier what happened in the run so far
	 */
	Ledger(Budget budget, ModelFacts model, List<AgentEvent> earlier) {
		this.model = model;
		this.account = new Account(limit(budget), spent(earlier));
	}

	/**
	 * Sets aside what a step may cost.
	 * @throws BudgetRanOutException when a limit is reached
	 */
	Reservation step(List<ChatMessage> sent) {
		return reserve(1, Tokens.of(sent) + TOOLS);
	}

	/**
	 * Sets aside what a call may cost that is no step.
	 * @throws BudgetRanOutException when a limit is reached
	 */
	Reservation aside(List<ChatMessage> sent) {
		return reserve(0, Tokens.of(sent));
	}

	private Reservation reserve(int steps, long input) {
		int output = (this.model.maxOutputTokens() == null) ? USUAL_OUTPUT : this.model.maxOutputTokens();
		try {
			Account.Hold hold = this.account.setAside(spend(steps, input, output));
			return new Reservation() {

				@Override
				public Optional<Long> settle(ModelAnswer answer) {
					ModelAnswer.Tokens tokens = answer.tokens();
					hold.settle(spend(steps, tokens.input(), tokens.output()));
					return Ledger.this.model.nanoUsd(tokens.input(), tokens.output());
				}

				@Override
				public void close() {
					hold.close();
				}

			};
		}
		catch (SpentException ex) {
			throw new BudgetRanOutException(limit(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

	private Spend spend(int steps, long input, long output) {
		return new Spend(steps, input + output, this.model.nanoUsd(input, output).orElse(0L));
	}

	/**
	 * Runs of earlier versions did not note what was paid: it is what it would be now.
	 */
	private Spend spent(int steps, long input, long output, @Nullable Long paid) {
		return (paid == null) ? spend(steps, input, output) : new Spend(steps, input + output, paid);
	}

	/** What earlier lives of the run spent, each at the price of its model. */
	private Spend spent(List<AgentEvent> earlier) {
		long calls = 0;
		long tokens = 0;
		long nanoUsd = 0;
		for (AgentEvent event : earlier) {
			Spend spend = switch (event) {
				case AgentEvent.TokensUsed used -> spent(1, used.input(), used.output(), used.nanoUsd());
				case AgentEvent.Summarised summary -> spent(0, summary.input(), summary.output(), summary.nanoUsd());
				default -> Spend.NOTHING;
			};
			calls += spend.calls();
			tokens += spend.tokens();
			nanoUsd += spend.nanoUsd();
		}
		return new Spend(calls, tokens, nanoUsd);
	}

	private static Spend limit(Budget budget) {
		return new Spend(budget.steps(), budget.tokens().orElse(Spend.UNLIMITED),
				budget.usd().map((usd) -> usd.multiply(NANO).longValue()).orElse(Spend.UNLIMITED));
	}

	private static Budget.Limit limit(SpentException spent) {
		return switch (spent.kind()) {
			case CALLS -> new Budget.Limit("AURA_MAX_STEPS", spent.limit().calls());
			case TOKENS -> new Budget.Limit("AURA_MAX_TOKENS", spent.limit().tokens());
			case MONEY ->
				new Budget.Limit("AURA_MAX_USD", BigDecimal.valueOf(spent.limit().nanoUsd(), 9).stripTrailingZeros());
		};
	}

}
