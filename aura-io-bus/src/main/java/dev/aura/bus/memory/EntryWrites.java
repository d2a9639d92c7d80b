package dev.aura.bus.memory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aura.bus.ledger.CurrentEffect;
import org.jspecify.annotations.Nullable;

/** What changes the entries; each call is one transaction. */
final class EntryWrites {

	/** At least as long as the ledger may ask. */
	private static final Duration EFFECTS_KEPT = Duration.ofDays(90);

	/** In words for which SQLite uses its index. */
	private static final String FOREIGN = "space IN (SELECT id FROM spaces WHERE id <> ?)";

	private final Database database;

	private final CurrentSpace space;

	EntryWrites(Database database, CurrentSpace space) {
		this.database = database;
		this.space = space;
	}

	/** Ids of those entries that are kept already, by their place among those given. */
	Map<Integer, Long> known(List<Entry> entries) throws SQLException {
		return this.database.read((session) -> known(session, entries));
	}

	private static Map<Integer, Long> known(Session session, List<Entry> entries) throws SQLException {
		Map<Integer, Long> known = new HashMap<>();
		for (int i = 0; i < entries.size(); i++) {
			Entry entry = entries.get(i);
			List<Long> ids = session.query("""
					SELECT coalesce(identity, id) FROM entries
					WHERE namespace = ? AND fingerprint = ? AND (expires IS NULL OR expires > ?) ORDER BY id LIMIT 1""",
					(row) -> row.getLong(1), entry.namespace(), entry.fingerprint(), System.currentTimeMillis());
			if (!ids.isEmpty()) {
				known.put(i, ids.getFirst());
			}
		}
		return known;
	}

	/**
	 * Keeps the chunks of a text, all or none.
	 * @param embeddings one for each chunk
	 */
	Added add(List<Entry> chunks, List<float[]> embeddings) throws SQLException {
		return this.database.write((session) -> {
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < chunks.size(); i++) {
				ids.add(insert(session, chunks.get(i), ids.isEmpty() ? null : ids.getFirst(), embeddings.get(i)));
			}
			return noted(session, new Added(ids, List.of()));
		});
	}

	/**
	 * Lets {@link MemorySettler} know later that this was done, and with which answer.
	 */
	private static Added noted(Session session, Added added) throws SQLException {
		String key = CurrentEffect.key().orElse(null);
		if (key != null) {
			long now = System.currentTimeMillis();
			session.update("DELETE FROM effects WHERE made < ?", now - EFFECTS_KEPT.toMillis());
			for (int place = 0; place < added.ids().size(); place++) {
				long id = added.ids().get(place);
				session.update("""
						INSERT INTO effects (key, place, entry, known, made) VALUES (?, ?, ?, ?, ?)
						ON CONFLICT (key, place) DO UPDATE
						SET entry = excluded.entry, known = excluded.known, made = excluded.made""", key, place, id,
						added.known().contains(id) ? 1 : 0, now);
			}
		}
		return added;
	}

	/**
	 * Keeps those chunks of a text that are not known yet, all or none. What is known
	 * stays as long and is as important as the stronger of both asks for.
	 * @param embeddings by place, one at least for each chunk that is not known
	 * @return empty when an embedding is missing, because what was known is gone
	 */
	Optional<Added> addUnknown(List<Entry> chunks, Map<Integer, float[]> embeddings) throws SQLException {
		return this.database.write((session) -> {
			Map<Integer, Long> known = known(session, chunks);
			List<Long> ids = new ArrayList<>();
			for (int i = 0; i < chunks.size(); i++) {
				if (!known.containsKey(i) && !embeddings.containsKey(i)) {
					return Optional.empty();
				}
			}
			for (int i = 0; i < chunks.size(); i++) {
				Long id = known.get(i);
				float[] embedding = embeddings.get(i);
				if (id != null) {
					strengthen(session, id, chunks.get(i));
					ids.add(id);
				}
				else if (embedding != null) {
					ids.add(insert(session, chunks.get(i), ids.isEmpty() ? null : ids.getFirst(), embedding));
				}
			}
			return Optional.of(noted(session, new Added(ids, List.copyOf(known.values()))));
		});
	}

	/**
	 * Lets an entry stay as long and be as important as another one, which says the same,
	 * asks for, too.
	 * @return empty when the entry is gone or says something else by now
	 */
	Optional<Added> addAgain(Entry known, Entry again) throws SQLException {
		return this.database.write((session) -> {
			boolean there = !session.query(
					"SELECT id FROM entries WHERE coalesce(identity, id) = ? AND version = ? AND (expires IS NULL OR expires > ?)",
					(row) -> row.getLong(1), known.id(), known.version(), System.currentTimeMillis())
				.isEmpty();
			if (!there) {
				return Optional.empty();
			}
			strengthen(session, known.id(), again);
			return Optional.of(noted(session, new Added(List.of(known.id()), List.of(known.id()))));
		});
	}

	private static void strengthen(Session session, long id, Entry again) throws SQLException {
		if (again.expires() == null) {
			session.update("UPDATE entries SET expires = NULL WHERE coalesce(identity, id) = ? AND expires IS NOT NULL",
					id);
		}
		else {
			session.update("UPDATE entries SET expires = ? WHERE coalesce(identity, id) = ? AND expires < ?",
					again.expires(), id, again.expires());
		}
		if (again.importance() != null) {
			session
				.update("""
						UPDATE entries SET importance = ? WHERE coalesce(identity, id) = ? AND coalesce(importance, 0.5) < ?""",
						again.importance(), id, again.importance());
		}
	}

	/** Keeps an entry and answers its id. */
	long insert(Session session, Entry entry, @Nullable Long document, float[] embedding) throws SQLException {
		Dialect dialect = this.database.dialect();
		return session
			.query("""
					INSERT INTO entries (identity, namespace, space, document, start, context, source, metadata, text, version,
					  created, updated, expires, importance, file, fingerprint, terms, embedding)
					VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING coalesce(identity, id)""",
					(row) -> row.getLong(1), (entry.id() != 0) ? entry.id() : null, entry.namespace(),
					this.space.number(), document, entry.start(), entry.context(), entry.source(), entry.metadata(),
					entry.text(), entry.version(), entry.created(), entry.updated(), entry.expires(),
					entry.importance(), entry.file(), entry.fingerprint(), dialect.terms(entry.context(), entry.text()),
					dialect.parameter(embedding))
			.getFirst();
	}

	/**
	 * Puts the next version of an entry in the place of the present one, which goes into
	 * its history.
	 * @param seen the present version, but perhaps not how long it stays
	 * @param now in milliseconds
	 * @param embedding of the next version
	 * @return the next version; empty when the present one is not there any more
	 */
	Optional<Entry> supersede(Entry seen, Change change, long now, float[] embedding) throws SQLException {
		return this.database.write((session) -> {
			Optional<Entry> taken = taken(session, seen.row());
			if (taken.isEmpty()) {
				return taken;
			}
			Entry present = taken.get();
			Entry next = present.next(change, now);
			session.update("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?)", present.id(), present.version(),
					present.source(), present.metadata(), present.text(), present.updated(), next.updated());
			insert(session, next, next.document(), embedding);
			noted(session, new Added(List.of(present.id()), List.of()));
			return Optional.of(next);
		});
	}

	/**
	 * Takes a row out. What is made of it must be made of this: since it was read, the
	 * entry may have been added again and got another expiry or importance.
	 */
	private static Optional<Entry> taken(Session session, long row) throws SQLException {
		return session.query("DELETE FROM entries WHERE id = ? RETURNING " + Entry.COLUMNS, Entry::read, row)
			.stream()
			.findFirst();
	}

	/** Forgets an entry and its history; whether there was one. */
	boolean delete(long id) throws SQLException {
		return forget(new Sql().add("coalesce(identity, id) = ?", id)) > 0;
	}

	/** Forgets all of a selection and their history, and says how many. */
	int forget(Selection selection) throws SQLException {
		return forget(selection.where(this.database.dialect()));
	}

	/** Forgets everything that has expired. */
	int forgetExpired() throws SQLException {
		return forget(new Sql().add("expires <= ?", System.currentTimeMillis()));
	}

	private int forget(Sql where) throws SQLException {
		return this.database.write((session) -> {
			session.update("DELETE FROM history WHERE identity IN (SELECT coalesce(identity, id) FROM entries WHERE "
					+ where + ")", where.parameters());
			return remove(session, where);
		});
	}

	/** Takes rows out and says how many. */
	static int remove(Session session, Sql where) throws SQLException {
		return session.update("DELETE FROM entries WHERE " + where, where.parameters());
	}

	/** How many entries have an embedding of another space. */
	long foreign() throws SQLException {
		return this.database
			.read((session) -> session.query("SELECT count(*) FROM entries WHERE " + FOREIGN, (row) -> row.getLong(1),
					this.space.number()))
			.getFirst();
	}

	/** The next entries that have an embedding of another space. */
	List<Entry> foreign(int limit) throws SQLException {
		return this.database.read((session) -> session.query(
				"SELECT " + Entry.COLUMNS + " FROM entries WHERE " + FOREIGN + " ORDER BY id LIMIT ?", Entry::read,
				this.space.number(), limit));
	}

	/** Gives entries that are still there an embedding of the current space. */
	void embedAgain(List<Entry> entries, List<float[]> embeddings) throws SQLException {
		this.database.write((session) -> {
			for (int i = 0; i < entries.size(); i++) {
				Optional<Entry> entry = taken(session, entries.get(i).row());
				if (entry.isPresent()) {
					insert(session, entry.get(), entry.get().document(), embeddings.get(i));
				}
			}
			return entries;
		});
	}

	/**
	 * What became of a text.
	 *
	 * @param ids of its chunks, in the order of the text
	 * @param known those of them that were there before
	 */
	record Added(List<Long> ids, List<Long> known) {
	}

}
