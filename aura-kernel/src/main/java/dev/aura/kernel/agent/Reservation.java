package dev.aura.kernel.agent;

import dev.aura.kernel.model.ModelAnswer;

/**
 * What was set aside for one call of the model. Closed after the call; when it was not
 * settled before, there was no answer.
 */
public interface Reservation extends AutoCloseable {

	/** Nothing was set aside. */
	Reservation NONE = new Reservation() {
	};

	/** The call was answered, and costs what the answer says. */
	default void settle(ModelAnswer answer) {
	}

	@Override
	default void close() {
	}

}
