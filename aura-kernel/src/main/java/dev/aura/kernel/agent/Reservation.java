package dev.aura.kernel.agent;

import java.util.Optional;

import dev.aura.kernel.model.ModelAnswer;

/**
 * What was set aside for one call of the model. Closed after the call; when it was not
 * settled before, there was no answer.
 */
public interface Reservation extends AutoCloseable {

	/** Nothing was set aside. */
	Reservation NONE = new Reservation() {
	};

	/**
	 * The call was answered, and costs what the answer says.
	 * @return that in billionths of a US dollar; nothing when the price is not known
	 */
	default Optional<Long> settle(ModelAnswer answer) {
		return Optional.empty();
	}

	/**
	 * An attempt at the call broke off, which costs all the same; another may follow.
	 * @param characters of the answer that had come
	 * @return what that is taken to have cost; nothing when nobody counts
	 */
	default Optional<AgentEvent.AnswerLost> lose(long characters) {
		return Optional.empty();
	}

	/**
	 * Another attempt is about to be made.
	 * @throws BudgetRanOutException when a limit is reached by those before
	 */
	default void requireMore() {
	}

	@Override
	default void close() {
	}

}
