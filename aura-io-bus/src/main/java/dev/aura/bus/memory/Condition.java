package dev.aura.bus.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the metadata of an entry must be like. Names are those of the metadata itself, not
 * of what is within.
 */
sealed interface Condition {

	/** Met by every entry. */
	Condition NONE = new All(List.of());

	/** All are met. */
	record All(List<Condition> parts) implements Condition {
	}

	/** At least one is met. */
	record Any(List<Condition> parts) implements Condition {
	}

	/** It is not met, also because the name is absent. */
	record Not(Condition part) implements Condition {
	}

	/** The name is there, be it null. */
	record Exists(String name) implements Condition {
	}

	/** The name has one of these values: texts, numbers, booleans or null. */
	record OneOf(String name, List<@Nullable Object> values) implements Condition {
	}

	/** The name has a list that one of these values is in. */
	record Contains(String name, List<@Nullable Object> values) implements Condition {
	}

	/**
	 * The name has a value of the same kind on this side of a bound: numbers by size,
	 * texts by code points.
	 *
	 * @param bound a text or a number
	 */
	record Compared(String name, Order order, Object bound) implements Condition {
	}

	/** A side of a bound, as SQL spells it. */
	enum Order {

		GREATER(">"), GREATER_OR_EQUAL(">="), LESS("<"), LESS_OR_EQUAL("<=");

		private final String sign;

		Order(String sign) {
			this.sign = sign;
		}

		String sign() {
			return this.sign;
		}

	}

}
