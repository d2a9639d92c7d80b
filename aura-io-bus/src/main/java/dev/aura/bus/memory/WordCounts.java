package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many entries have a word, remembered while the store is about as large. Counting
 * takes a tenth of a microsecond for each of them.
 */
final class WordCounts {

	private static final int REMEMBERED = 10_000;

	/** A count holds until one in so many entries came or went. */
	private static final int STALE = 10;

	private final Map<LexicalQuery.Term, Count> known = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<LexicalQuery.Term, Count> eldest) {
			return size() > REMEMBERED;
		}

	};

	/**
	 * How many entries have a word.
	 * @param entries about how many there are of all
	 */
	long of(Session session, LexicalQuery.Term term, long entries) throws SQLException {
		synchronized (this.known) {
			Count count = this.known.get(term);
			if (count != null && Math.abs(entries - count.among()) <= count.among() / STALE) {
				return count.number();
			}
		}
		long number = session
			.query("SELECT count(*) FROM words WHERE words MATCH ?", (row) -> row.getLong(1),
					LexicalQuery.expression(List.of(term)))
			.getFirst();
		synchronized (this.known) {
			this.known.put(term, new Count(number, entries));
		}
		return number;
	}

	private record Count(long number, long among) {
	}

}
