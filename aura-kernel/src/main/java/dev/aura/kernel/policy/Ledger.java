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

/** Books the model calls of one run against its budget. */
final class Ledger {

	/** The schemas of the tools, which are sent with every step. */
	private static final int TOOLS = 2_500;

	private static final int USUAL_OUTPUT = 4_096;

	private final String run;

	private final ModelFacts model;

	private final Account account;

	/**
	 * The books of a run.
	 * @param run its id
	 */
	Ledger(String run, ModelFacts model, Account account) {
		this.run = run;
		this.model = model;
		this.account = account;
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
				public Optional<AgentEvent.AnswerLost> lose(long characters) {
					long written = Tokens.of(characters);
					hold.book(spend(0, input, written));
					return Optional.of(new AgentEvent.AnswerLost(input, written,
							Ledger.this.model.nanoUsd(input, written).orElse(null)));
				}

				@Override
				public void requireMore() {
					try {
						hold.requireMore();
					}
					catch (SpentException ex) {
						throw new BudgetRanOutException(limit(ex));
					}
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

	private Budget.Limit limit(SpentException spent) {
		String of = spent.owner().equals(this.run) ? null : spent.owner();
		return switch (spent.kind()) {
			case CALLS -> new Budget.Limit("AURA_MAX_STEPS", BigDecimal.valueOf(spent.limit().calls()), of);
			case TOKENS -> new Budget.Limit("AURA_MAX_TOKENS", BigDecimal.valueOf(spent.limit().tokens()), of);
			case MONEY -> new Budget.Limit("AURA_MAX_USD",
					BigDecimal.valueOf(spent.limit().nanoUsd(), 9).stripTrailingZeros(), of);
		};
	}

}
