package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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

	/** Adds parts with something between them, in parentheses. */
	<T extends @Nullable Object> Sql joined(List<T> parts, String joint, Consumer<T> adding) {
		add("(");
		for (int i = 0; i < parts.size(); i++) {
			add((i > 0) ? joint : "");
			adding.accept(parts.get(i));
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
