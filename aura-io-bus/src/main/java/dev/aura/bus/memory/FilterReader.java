package dev.aura.bus.memory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.aura.bus.memory.Condition.Order;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter as callers write it: names with a value, a list of values or operators,
 * all of which must hold, and {@code $and}, {@code $or}, {@code $not} between filters.
 */
final class FilterReader {

	private static final int MAX_NAMES = 32;

	private static final int MAX_VALUES = 100;

	private static final int MAX_DEPTH = 8;

	private static final int MAX_CONDITIONS = 256;

	private static final String JOINTS = "one of $and, $or, $not; names cannot begin with $";

	private static final String OPERATORS = "one of $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $contains";

	private static final String SCALARS = "a text, a number, true, false or null";

	private int conditions;

	private FilterReader() {
	}

	/** What a filter asks for; of the same meaning for the same filter. */
	static Condition read(@Nullable Map<String, Object> filter) {
		return (filter != null) ? new FilterReader().filter("filter", filter, 1) : Condition.NONE;
	}

	private Condition filter(String path, Map<?, ?> filter, int depth) {
		if (depth > MAX_DEPTH) {
			throw Checks.unusable(path, "nested deeper", "at most " + MAX_DEPTH + " levels");
		}
		if (depth > 1 && filter.isEmpty()) {
			throw Checks.unusable(path, "empty", "a name and what it must be");
		}
		if (filter.size() > MAX_NAMES) {
			throw Checks.unusable(path, filter.size() + " names", "at most " + MAX_NAMES);
		}
		List<Condition> parts = new ArrayList<>();
		filter.forEach((key, value) -> {
			String name = Checks.storable("a name in " + path, String.valueOf(key));
			String at = path + "." + name;
			parts.add(switch (name) {
				case "$and" -> new Condition.All(filters(at, value, depth));
				case "$or" -> new Condition.Any(filters(at, value, depth));
				case "$not" -> new Condition.Not(filter(at, object(at, value), depth + 1));
				case String operator when operator.startsWith("$") ->
					throw Checks.unusable(at, "unknown operator", JOINTS);
				default -> named(at, name, value);
			});
		});
		return new Condition.All(parts);
	}

	private List<Condition> filters(String path, @Nullable Object value, int depth) {
		if (!(value instanceof List<?> items) || items.isEmpty() || items.size() > MAX_NAMES) {
			throw Checks.unusable(path, shown(value), "a list of 1 to " + MAX_NAMES + " filters");
		}
		List<Condition> parts = new ArrayList<>();
		for (int i = 0; i < items.size(); i++) {
			String at = path + "[" + i + "]";
			parts.add(filter(at, object(at, items.get(i)), depth + 1));
		}
		return parts;
	}

	private static Map<?, ?> object(String path, @Nullable Object value) {
		if (value instanceof Map<?, ?> members) {
			return members;
		}
		throw Checks.unusable(path, shown(value), "a filter in braces");
	}

	private Condition named(String path, String name, @Nullable Object value) {
		if (!(value instanceof Map<?, ?> operators)) {
			return counted(path, (value instanceof List<?> values) ? new Condition.OneOf(name, scalars(path, values))
					: new Condition.OneOf(name, one(path, value)));
		}
		if (operators.isEmpty()) {
			throw Checks.unusable(path, "no operator", OPERATORS);
		}
		List<Condition> parts = new ArrayList<>();
		operators.forEach((operator, operand) -> parts
			.add(counted(path, operator(path + "." + operator, name, String.valueOf(operator), operand))));
		return new Condition.All(parts);
	}

	private Condition counted(String path, Condition condition) {
		this.conditions++;
		if (this.conditions > MAX_CONDITIONS) {
			throw Checks.unusable(path, "too many conditions", "at most " + MAX_CONDITIONS + " in a filter");
		}
		return condition;
	}

	private static Condition operator(String path, String name, String operator, @Nullable Object operand) {
		return switch (operator) {
			case "$eq" -> new Condition.OneOf(name, one(path, operand));
			case "$ne" -> new Condition.Not(new Condition.OneOf(name, one(path, operand)));
			case "$in" -> new Condition.OneOf(name, list(path, operand));
			case "$nin" -> new Condition.Not(new Condition.OneOf(name, list(path, operand)));
			case "$contains" -> new Condition.Contains(name, one(path, operand));
			case "$exists" -> exists(path, name, operand);
			case "$gt" -> new Condition.Compared(name, Order.GREATER, bound(path, operand));
			case "$gte" -> new Condition.Compared(name, Order.GREATER_OR_EQUAL, bound(path, operand));
			case "$lt" -> new Condition.Compared(name, Order.LESS, bound(path, operand));
			case "$lte" -> new Condition.Compared(name, Order.LESS_OR_EQUAL, bound(path, operand));
			default -> throw Checks.unusable(path, "unknown operator", OPERATORS);
		};
	}

	private static Condition exists(String path, String name, @Nullable Object operand) {
		if (!(operand instanceof Boolean wanted)) {
			throw Checks.unusable(path, shown(operand), "true or false");
		}
		return wanted ? new Condition.Exists(name) : new Condition.Not(new Condition.Exists(name));
	}

	private static Object bound(String path, @Nullable Object operand) {
		Object checked = scalar(path, operand);
		if (checked instanceof String || checked instanceof Number) {
			return checked;
		}
		throw Checks.unusable(path, shown(operand), "a number or a text");
	}

	private static List<@Nullable Object> list(String path, @Nullable Object operand) {
		if (operand instanceof List<?> values) {
			return scalars(path, values);
		}
		throw Checks.unusable(path, shown(operand), "a list of values");
	}

	private static List<@Nullable Object> scalars(String path, List<?> values) {
		if (values.isEmpty() || values.size() > MAX_VALUES) {
			throw Checks.unusable(path, values.size() + " values", "1 to " + MAX_VALUES);
		}
		List<@Nullable Object> checked = new ArrayList<>();
		for (Object value : values) {
			checked.add(scalar(path, value));
		}
		return checked;
	}

	private static List<@Nullable Object> one(String path, @Nullable Object value) {
		List<@Nullable Object> one = new ArrayList<>();
		one.add(scalar(path, value));
		return one;
	}

	private static @Nullable Object scalar(String path, @Nullable Object value) {
		return switch (value) {
			case null -> null;
			case Boolean truth -> truth;
			case String text -> Checks.storable(path, text);
			case BigInteger number -> throw Checks.unusable(path, number, "a number of at most 64 bits");
			case Double number when !Double.isFinite(number) ->
				throw Checks.unusable(path, number, "a number that a double can hold");
			case Number number -> number;
			default -> throw Checks.unusable(path, shown(value), SCALARS);
		};
	}

	private static String shown(@Nullable Object value) {
		return switch (value) {
			case Map<?, ?> object -> "an object";
			case List<?> list when list.isEmpty() -> "an empty list";
			case List<?> list -> "a list of " + list.size();
			case null, default -> String.valueOf(value);
		};
	}

}
