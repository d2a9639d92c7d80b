package dev.aura.bus.memory;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * A database of PostgreSQL.
 *
 * @param url as its JDBC driver takes it; empty for none
 * @param user empty for the one that the url names
 * @param password empty for none
 */
record PostgresServer(@DefaultValue("") String url, @DefaultValue("") String user, @DefaultValue("") String password) {

	PostgresServer {
		Assert.isTrue(url.isEmpty() || url.startsWith("jdbc:postgresql:"),
				"aura.memory.postgres.url: it has another form (expected: jdbc:postgresql://host/database)");
	}

	/** Without the url, which can have a password in it. */
	@Override
	public String toString() {
		return "PostgreSQL as " + this.user;
	}

}
