package dev.aura.bus.memory;

import java.sql.SQLException;

/**
 * What embeddings must share to be compared.
 *
 * @param chunker version of what made the texts
 */
record Space(String model, int dimension, int chunker) {

	/** The number under which the store knows this space, from now on if not before. */
	long id(Session session) throws SQLException {
		session.update("INSERT INTO spaces (model, dimension, chunker) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
				this.model, this.dimension, this.chunker);
		return session
			.query("SELECT id FROM spaces WHERE model = ? AND dimension = ? AND chunker = ?", (row) -> row.getLong(1),
					this.model, this.dimension, this.chunker)
			.getFirst();
	}

}
