package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL that grows together with its parameters. What callers wrote is only ever
 * a parameter.
 */
final class Sql {

	private final StringBuilder text = new StringBuilder();

	private final List<@Nullable Object> parameters = new ArrayList<>();

	Sql add(String sql, @Nullable Object... more) {
		this.text.append(sql);
		for (Object parameter : more) {
			this.parameters.add(parameter);
		}
		return this;
	}

	Sql add(Sql sql) {
		this.text.append(sql.text);
		this.parameters.addAll(sql.parameters);
		return this;
	}

	/** That a row of {@code entries} meets a condition. */
	Sql add(Condition condition) {
		return switch (condition) {
			case Condition.All all -> joined(all.parts(), " AND ", "1");
			case Condition.Any any -> joined(any.parts(), " OR ", "0");
			case Condition.Not not -> add("NOT ").add(not.part());
			case Condition.Exists exists -> named(exists.name()).add("1)");
			case Condition.OneOf oneOf -> named(oneOf.name()).values("m", oneOf.values()).add(")");
			case Condition.Contains contains ->
				named(contains.name()).add("m.type = 'array' AND EXISTS (SELECT 1 FROM json_each(m.value) AS i WHERE ")
					.values("i", contains.values())
					.add("))");
			case Condition.Compared compared -> named(compared.name())
				.add((compared.bound() instanceof String) ? "m.type = 'text'" : "m.type IN ('integer', 'real')")
				.add(" AND m.atom " + compared.order().sign() + " ?)", compared.bound());
		};
	}

	private Sql named(String name) {
		return add("EXISTS (SELECT 1 FROM json_each(entries.metadata) AS m WHERE m.key = ? AND ", name);
	}

	private Sql values(String alias, List<@Nullable Object> values) {
		return joined(values, " OR ", (value) -> switch (value) {
			case null -> add(alias + ".type = 'null'");
			case Boolean truth -> add(alias + (truth ? ".type = 'true'" : ".type = 'false'"));
			case String given -> add("(" + alias + ".type = 'text' AND " + alias + ".atom = ?)", given);
			default -> add("(" + alias + ".type IN ('integer', 'real') AND " + alias + ".atom = ?)", value);
		});
	}

	private Sql joined(List<Condition> parts, String joint, String whenEmpty) {
		return parts.isEmpty() ? add(whenEmpty) : joined(parts, joint, this::add);
	}

	private <T extends @Nullable Object> Sql joined(List<T> parts, String joint, Function<T, Sql> adding) {
		add("(");
		for (int i = 0; i < parts.size(); i++) {
			add((i > 0) ? joint : "");
			adding.apply(parts.get(i));
		}
		return add(")");
	}

	@Nullable Object[] parameters() {
		return this.parameters.toArray();
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
