package dev.aura.bus.memory;

import org.jspecify.annotations.Nullable;

/**
 * Some entries of a namespace.
 *
 * @param source that they all have; any when null
 */
record Selection(String namespace, @Nullable String source, Condition condition) {

	/** Whether it is the whole namespace. */
	boolean isEverything() {
		return this.source == null && this.condition.equals(Condition.NONE);
	}

	/** That a row of {@code entries} is one of them and not expired. */
	Sql where(Dialect dialect) {
		Sql sql = new Sql().add("entries.namespace = ? AND (entries.expires IS NULL OR entries.expires > ?)",
				this.namespace, System.currentTimeMillis());
		if (this.source != null) {
			sql.add(" AND entries.source = ?", this.source);
		}
		if (!this.condition.equals(Condition.NONE)) {
			dialect.add(this.condition, sql.add(" AND "));
		}
		return sql;
	}

}
