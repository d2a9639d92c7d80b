package dev.aura.bus.memory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** In a store in which a few words are in most entries, as in every language. */
class WordRankingTest {

	private static final int ENTRIES = 2 * WordRanking.SMALL;

	private static final int WORDS = 3_000;

	private static SqliteDatabase database;

	private static EntryReads reads;

	@BeforeAll
	static void fill(@TempDir Path directory) throws Exception {
		database = new SqliteDatabase(directory, 1);
		reads = new EntryReads(database, new CurrentSpace());
		Random random = new Random(7);
		database.write((session) -> {
			session.update("INSERT INTO spaces (id, model, dimension, chunker) VALUES (1, 'none', 1, 1)");
			for (int i = 0; i < ENTRIES; i++) {
				add(session, "main", text(random) + ((i % 1000 == 0) ? " lighthouse" : ""));
			}
			add(session, "small", "word0 word1");
			add(session, "small", "word1");
			return true;
		});
	}

	@AfterAll
	static void close() throws SQLException {
		database.close();
	}

	/** By Zipf's law the n-th word comes up once for n times that the first does. */
	private static String text(Random random) {
		return IntStream.range(0, 40)
			.mapToObj((i) -> "word" + (int) Math.pow(WORDS, random.nextDouble()))
			.collect(Collectors.joining(" "));
	}

	private static void add(Session session, String namespace, String text) throws SQLException {
		session.update("""
				INSERT INTO entries (namespace, space, start, created, metadata, text, embedding)
				VALUES (?, 1, 0, 0, '{}', ?, x'00')""", namespace, text);
	}

	@Test
	void findsTheSameFirstAndScoresThemTheSameAsAllWordsWould() throws Exception {
		for (String query : List.of("word1 word2 word900 word1200", "word3 word40 word700 lighthouse",
				"word5 word9 word2000 word2500")) {
			Map<Long, Double> all = allWords(query);
			List<Double> bestOfAll = all.values().stream().sorted(Comparator.reverseOrder()).limit(10).toList();

			List<Scored> best = best(query, "main", 100);

			assertThat(best).hasSizeGreaterThanOrEqualTo(10);
			for (int i = 0; i < bestOfAll.size(); i++) {
				assertThat(best.get(i).score()).as(query + ", " + i).isCloseTo(bestOfAll.get(i), within(1e-4));
			}
			assertThat(best).isSortedAccordingTo((one, other) -> Double.compare(other.score(), one.score()));
			assertThat(best)
				.allSatisfy((scored) -> assertThat(scored.score()).isCloseTo(all.get(scored.id()), within(1e-4)));
		}
	}

	@Test
	void losesNothingOfASelectionWithoutTheRareWords() throws Exception {
		assertThat(best("word0 word1 word900", "small", 10)).hasSize(2);
	}

	@Test
	void findsNothingByWordsThatNobodyHas() throws Exception {
		assertThat(best("absent missing", "main", 10)).isEmpty();
		assertThat(best("absent lighthouse", "main", 20)).hasSize(ENTRIES / 1000);
	}

	private static List<Scored> best(String query, String namespace, int limit) throws SQLException {
		return reads.lexical(LexicalQuery.terms(query), new Selection(namespace, null, Condition.NONE), limit, 10);
	}

	private static Map<Long, Double> allWords(String query) throws SQLException {
		Map<Long, Double> scores = new HashMap<>();
		database.read((session) -> session.query(
				"SELECT words.rowid, bm25(words) FROM words JOIN entries ON entries.id = words.rowid WHERE words MATCH ? AND namespace = 'main'",
				(row) -> scores.put(row.getLong(1), -row.getDouble(2)),
				LexicalQuery.expression(LexicalQuery.terms(query))));
		return scores;
	}

}
