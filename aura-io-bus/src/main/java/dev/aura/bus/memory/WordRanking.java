package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BM25 by SQLite's FTS5, which weighs every entry that has one of the words. In a large
 * store that is most of it, because of the words that say least. So there the rare words
 * choose the entries, and the frequent ones only have their part in the score of those.
 */
final class WordRanking {

	/** In a smaller store all words choose, which is quick enough. */
	static final int SMALL = 5_000;

	/** One of so many entries may be chosen. */
	private static final int SHARE = 10;

	private static final int MOST = 20_000;

	/** Words choose until together they have so many entries. */
	private static final int LEAST_CHOSEN = 40;

	private final WordCounts counts = new WordCounts();

	private final Dialect dialect;

	WordRanking(Dialect dialect) {
		this.dialect = dialect;
	}

	/**
	 * The best rows of a selection.
	 * @param enough a ranking that would come to fewer is made by all words
	 * @return scores above 0, best first; of equal ones the older first
	 */
	List<Scored> best(Session session, List<LexicalQuery.Term> terms, Selection among, int limit, int enough)
			throws SQLException {
		String all = LexicalQuery.expression(terms);
		long entries = session.query("SELECT coalesce(max(id), 0) FROM entries", (row) -> row.getLong(1)).getFirst();
		if (entries < SMALL || terms.size() == 1) {
			return ranked(session, all, among, limit);
		}
		Words words = words(session, terms, entries);
		if (words.choosing().isEmpty() || words.isAll(terms)) {
			return ranked(session, all, among, limit);
		}
		String chosen = LexicalQuery.expression(words.choosing());
		List<Scored> best = ranked(session, chosen, among, limit);
		if (!words.weighing().isEmpty()) {
			// Those that have words of both kinds; of the others the score is known.
			String both = "(%s) AND (%s)".formatted(chosen, LexicalQuery.expression(words.weighing()));
			best = merged(best, ranked(session, both, among, limit), limit);
		}
		return (best.size() < Math.min(limit, enough)) ? ranked(session, all, among, limit) : best;
	}

	private Words words(Session session, List<LexicalQuery.Term> terms, long entries) throws SQLException {
		List<Counted> counted = new ArrayList<>();
		for (LexicalQuery.Term term : terms) {
			long count = this.counts.of(session, term, entries);
			// BM25 gives no weight to what more than half of all have. What nobody had
			// when it was counted costs nothing, and somebody may have it by now.
			if (count <= entries / 2) {
				counted.add(new Counted(term, count));
			}
		}
		counted.sort(Comparator.comparingLong(Counted::count));
		long most = Math.min(entries / SHARE, MOST);
		List<LexicalQuery.Term> choosing = new ArrayList<>();
		List<LexicalQuery.Term> weighing = new ArrayList<>();
		long sum = 0;
		for (Counted word : counted) {
			boolean chooses = weighing.isEmpty() && (sum < LEAST_CHOSEN || sum + word.count() <= most);
			(chooses ? choosing : weighing).add(word.term());
			sum += word.count();
		}
		return new Words(choosing, weighing);
	}

	private List<Scored> ranked(Session session, String expression, Selection among, int limit) throws SQLException {
		Sql sql = new Sql().add("""
				SELECT entries.id, bm25(words) AS badness FROM words JOIN entries ON entries.id = words.rowid
				WHERE words MATCH ? AND\s""", expression)
			.add(among.where(this.dialect))
			.add(" ORDER BY badness, entries.id LIMIT ?", limit);
		return session.query(sql.toString(), (row) -> new Scored(row.getLong(1), -row.getDouble(2)), sql.parameters());
	}

	/** What is in both has the greater score. */
	private static List<Scored> merged(List<Scored> one, List<Scored> other, int limit) {
		Map<Long, Double> scores = new HashMap<>();
		one.forEach((scored) -> scores.put(scored.id(), scored.score()));
		other.forEach((scored) -> scores.merge(scored.id(), scored.score(), Math::max));
		return scores.entrySet()
			.stream()
			.map((entry) -> new Scored(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::id))
			.limit(limit)
			.toList();
	}

	/** A word and how many entries have it. */
	private record Counted(LexicalQuery.Term term, long count) {
	}

	/**
	 * Words in two parts.
	 *
	 * @param choosing entries are those that have one of them
	 * @param weighing have a part in the score
	 */
	private record Words(List<LexicalQuery.Term> choosing, List<LexicalQuery.Term> weighing) {

		boolean isAll(List<LexicalQuery.Term> terms) {
			return this.choosing.size() == terms.size();
		}

	}

}
