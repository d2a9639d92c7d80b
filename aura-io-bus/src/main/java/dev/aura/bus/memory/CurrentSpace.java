package dev.aura.bus.memory;

import java.sql.SQLException;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;

/** The number of the space that embeddings are made in; not known before the model is. */
final class CurrentSpace {

	private volatile long number;

	/** Finds the number of a space, given by the store at first. */
	void set(Database database, Space space) throws SQLException {
		this.number = database.write(space::id);
	}

	boolean isKnown() {
		return this.number != 0;
	}

	/**
	 * The number.
	 * @throws ProblemException when the model has not answered yet
	 */
	long number() {
		long known = this.number;
		if (known == 0) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The embedding model is not ready yet; texts can be found by words (mode lexical).");
		}
		return known;
	}

}
