package dev.aura.bus.memory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the metadata of an entry must be like: every name has its value, or one of its
 * values.
 *
 * @param sql a condition on {@code entries.metadata}, or empty
 * @param parameters of the condition, in order
 */
record MetadataFilter(String sql, List<Object> parameters) {

	private static final int MAX_NAMES = 32;

	private static final int MAX_VALUES = 100;

	/**
	 * A filter as it came.
	 * @param filter by name a text, a number, a boolean, null, or a list of these
	 */
	static MetadataFilter of(@Nullable Map<String, Object> filter) {
		StringBuilder sql = new StringBuilder();
		List<Object> parameters = new ArrayList<>();
		if (filter != null) {
			if (filter.size() > MAX_NAMES) {
				throw Checks.unusable("filter", filter.size() + " names", "at most " + MAX_NAMES);
			}
			filter.forEach((name, value) -> {
				sql.append(" AND EXISTS (SELECT 1 FROM json_each(entries.metadata) AS m WHERE m.key = ? AND (");
				parameters.add(Checks.storable("a name in filter", name));
				sql.append(String.join(" OR ", conditions("filter." + name, value, parameters))).append("))");
			});
		}
		return new MetadataFilter(sql.toString(), List.copyOf(parameters));
	}

	/** Whether every entry passes. */
	boolean isEmpty() {
		return this.sql.isEmpty();
	}

	private static List<String> conditions(String path, @Nullable Object value, List<Object> parameters) {
		if (!(value instanceof List<?> values)) {
			return List.of(condition(path, value, parameters));
		}
		if (values.isEmpty() || values.size() > MAX_VALUES) {
			throw Checks.unusable(path, values.size() + " values", "1 to " + MAX_VALUES);
		}
		return values.stream().map((each) -> condition(path, each, parameters)).toList();
	}

	private static String condition(String path, @Nullable Object value, List<Object> parameters) {
		return switch (value) {
			case null -> "m.type = 'null'";
			case Boolean truth -> truth ? "m.type = 'true'" : "m.type = 'false'";
			case String text -> {
				parameters.add(Checks.storable(path, text));
				yield "(m.type = 'text' AND m.atom = ?)";
			}
			case BigInteger number -> throw Checks.unusable(path, number, "a number of at most 64 bits");
			case Double number when !Double.isFinite(number) ->
				throw Checks.unusable(path, number, "a number that a double can hold");
			case Number number -> {
				parameters.add(number);
				yield "(m.type IN ('integer', 'real') AND m.atom = ?)";
			}
			default -> throw Checks.unusable(path, value, "a text, a number, true, false, null or a list of these");
		};
	}

}
