package dev.aura.bus.memory;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What leaves the store and enters it as a whole. */
final class Archive {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Database database;

	private final EntryWrites writes;

	private final CurrentSpace space;

	Archive(Database database, EntryWrites writes, CurrentSpace space) {
		this.database = database;
		this.writes = writes;
		this.space = space;
	}

	/**
	 * Hands over all entries, in the order in which they were added, as they are at one
	 * moment.
	 * @param namespace the only one; all when null
	 */
	void each(@Nullable String namespace, EntryReader reader) throws SQLException, IOException {
		Dialect dialect = this.database.dialect();
		Sql sql = new Sql().add("SELECT " + Entry.COLUMNS + ", " + dialect.embedding() + ", space = "
				+ this.space.number()
				+ ", (SELECT sha256 FROM files WHERE files.id = file), (SELECT chunks FROM files WHERE files.id = file), "
				+ dialect.history() + " FROM entries WHERE (expires IS NULL OR expires > ?)",
				System.currentTimeMillis());
		if (namespace != null) {
			sql.add(" AND namespace = ?", namespace);
		}
		sql.add(" ORDER BY coalesce(identity, id)");
		this.database.each(sql, (row) -> reader.read(archived(row, dialect)));
	}

	private static ArchivedEntry archived(ResultSet row, Dialect dialect) throws SQLException {
		String digest = row.getString(18);
		return new ArchivedEntry(Entry.read(row), history(row.getString(20)),
				(digest != null) ? new ArchivedEntry.FileMark(digest, row.getInt(19)) : null,
				row.getBoolean(17) ? dialect.embedding(row, 16) : null);
	}

	private static List<EntryReads.Superseded> history(String written) {
		List<EntryReads.Superseded> history = new ArrayList<>();
		for (JsonNode version : json.readTree(written)) {
			JsonNode source = version.get(1);
			history.add(new EntryReads.Superseded(version.get(0).asInt(), source.isNull() ? null : source.asString(),
					version.get(2).asString(), version.get(3).asString(), version.get(4).asLong(),
					version.get(5).asLong()));
		}
		return history;
	}

	/**
	 * Keeps entries with their ids, all or none. What is there with the same id, version
	 * and content stays as it is, and so does what corrects it; an id that something else
	 * has is replaced by a new one.
	 * @param made embeddings of those that bring none
	 * @param ids of this import so far
	 * @return how many were kept
	 */
	int keep(List<ArchivedEntry> entries, Map<ArchivedEntry, float[]> made, Ids ids) throws SQLException {
		return this.database.write((session) -> {
			int kept = 0;
			for (ArchivedEntry archived : entries) {
				Entry entry = archived.entry();
				Optional<Entry> there = first(session, "coalesce(identity, id) = ?", entry.id());
				if (there.isPresent() && (isSame(there.get(), entry) || isSuperseded(session, there.get(), entry))) {
					continue;
				}
				// An import that is done again finds it under the id that it got then.
				Optional<Entry> renumbered = there.isEmpty() ? there
						: first(session, "namespace = ? AND fingerprint = ?", entry.namespace(), entry.fingerprint());
				if (renumbered.isPresent() && isSame(renumbered.get(), entry)) {
					ids.put(entry.id(), renumbered.get().id());
					continue;
				}
				keep(session, archived, there.isPresent(), made.get(archived), ids);
				kept++;
			}
			return kept;
		});
	}

	private static Optional<Entry> first(Session session, String where, Object... parameters) throws SQLException {
		return session
			.query("SELECT " + Entry.COLUMNS + " FROM entries WHERE " + where + " ORDER BY id LIMIT 1", Entry::read,
					parameters)
			.stream()
			.findFirst();
	}

	/** Whether what is there has taken the place of an entry, which it remembers. */
	private static boolean isSuperseded(Session session, Entry there, Entry entry) throws SQLException {
		return there.namespace().equals(entry.namespace()) && !session
			.query("SELECT 1 FROM history WHERE identity = ? AND version = ? AND text = ?", (row) -> row.getInt(1),
					there.id(), entry.version(), entry.text())
			.isEmpty();
	}

	private static boolean isSame(Entry one, Entry other) {
		return one.version() == other.version() && one.namespace().equals(other.namespace())
				&& one.text().equals(other.text()) && Objects.equals(one.source(), other.source())
				&& Metadata.sorted(one.metadata()).equals(Metadata.sorted(other.metadata()));
	}

	private void keep(Session session, ArchivedEntry archived, boolean idIsTaken, float @Nullable [] made, Ids ids)
			throws SQLException {
		Entry entry = archived.entry();
		float[] embedding = (archived.embedding() != null) ? archived.embedding() : Objects.requireNonNull(made);
		Entry kept = entry.withId(idIsTaken ? 0 : entry.id()).of(file(session, archived));
		Long document = entry.document();
		long id = this.writes.insert(session, kept, (document != null) ? ids.of(document) : null, embedding);
		ids.put(entry.id(), id);
		// No row may ever get an id that an entry of an export has.
		this.database.dialect().reserve(session, id);
		for (EntryReads.Superseded version : archived.history()) {
			session.update("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", id,
					version.version(), version.source(), version.metadata(), version.text(), version.made(),
					version.superseded());
		}
	}

	private static @Nullable Long file(Session session, ArchivedEntry archived) throws SQLException {
		ArchivedEntry.FileMark mark = archived.file();
		String namespace = archived.entry().namespace();
		String source = archived.entry().source();
		if (mark == null || source == null) {
			return null;
		}
		Optional<Long> known = FileWrites.known(session, namespace, source);
		return known.isPresent() ? known.get()
				: Long.valueOf(FileWrites.insert(session, namespace, source, mark.digest(), mark.chunks()));
	}

	/** The ids that the entries of one import got where theirs were taken. */
	static final class Ids {

		private final Map<Long, Long> changed = new HashMap<>();

		long of(long id) {
			return this.changed.getOrDefault(id, id);
		}

		private void put(long before, long now) {
			if (before != now) {
				this.changed.put(before, now);
			}
		}

	}

	/** Takes one entry. */
	@FunctionalInterface
	interface EntryReader {

		void read(ArchivedEntry entry) throws IOException;

	}

}
