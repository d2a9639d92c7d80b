package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what answers a question: ranks by words, by meaning or both, then by what else is
 * asked for.
 */
final class Retrieval {

	private static final Logger log = LoggerFactory.getLogger(Retrieval.class);

	/** How deep each ranking goes into the fusion, at least. */
	private static final int MIN_DEPTH = 100;

	/** A deletion can come between a ranking and the look-up of what it found. */
	private static final int ATTEMPTS = 5;

	private final EntryReads reads;

	private final Function<String, float[]> embedding;

	private final Reranker reranker;

	private final @Nullable VectorSearch index;

	private @Nullable String degraded;

	/**
	 * A retrieval.
	 * @param embedding of a question
	 * @param index null when only words are asked for
	 */
	Retrieval(EntryReads reads, Function<String, float[]> embedding, Reranker reranker, @Nullable VectorSearch index) {
		this.reads = reads;
		this.embedding = embedding;
		this.reranker = reranker;
		this.index = index;
	}

	/** What matches best, best first. */
	Answer answer(Question question) throws SQLException {
		List<Found> found = List.of();
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			List<Scored> best = best(question);
			found = lookedUp(best);
			if (found.size() == best.size()) {
				break;
			}
		}
		return new Answer(found, this.degraded);
	}

	private List<Scored> best(Question question) throws SQLException {
		boolean reranked = question.rerank() && this.reranker.isConfigured();
		boolean adjusted = reranked || question.diversity() > 0 || !question.factors().areNone();
		int depth = adjusted ? Math.max(MIN_DEPTH, 4 * question.k()) : question.k();
		List<Scored> ranking = ranking(question, depth);
		if (reranked) {
			ranking = reranked(question, ranking);
		}
		if (!question.factors().areNone()) {
			ranking = weighed(ranking, question);
		}
		if (question.diversity() > 0) {
			Map<Long, float[]> embeddings = this.reads.embeddings(ranking.stream().map(Scored::id).toList());
			return Diversity.pick(ranking, embeddings, question.diversity(), question.k());
		}
		return ranking.stream().limit(question.k()).toList();
	}

	private List<Scored> ranking(Question question, int depth) throws SQLException {
		int deep = Math.max(MIN_DEPTH, 2 * depth);
		return switch (question.mode()) {
			case LEXICAL -> lexical(question, depth);
			case DENSE -> dense(question, depth);
			case HYBRID ->
				Fusion.fuse(denseOrNothing(question, deep), lexical(question, deep)).stream().limit(depth).toList();
		};
	}

	/** The best of a ranking as the reranker sees them, then the others as they were. */
	private List<Scored> reranked(Question question, List<Scored> ranking) throws SQLException {
		List<Found> shown = lookedUp(ranking.stream().limit(Math.max(Reranker.DEPTH, question.k())).toList());
		if (shown.isEmpty()) {
			return ranking;
		}
		try {
			return this.reranker.rerank(question.text(), shown);
		}
		catch (ProblemException ex) {
			log.warn("A query is answered without the reranker", ex);
			this.degraded = ex.detail() + " The order is that of the rankings alone.";
			return ranking;
		}
	}

	/** By meaning, or nothing when the model does not answer and words can do instead. */
	private List<Scored> denseOrNothing(Question question, int k) throws SQLException {
		try {
			return dense(question, k);
		}
		catch (ProblemException ex) {
			log.warn("A query is answered by words alone", ex);
			this.degraded = ex.detail() + " What was found was found by words alone.";
			return List.of();
		}
	}

	private List<Scored> dense(Question question, int k) throws SQLException {
		float[] vector = this.embedding.apply(question.text());
		return Objects.requireNonNull(this.index).search(question.among(), vector, k);
	}

	private List<Scored> lexical(Question question, int k) throws SQLException {
		List<LexicalQuery.Term> terms = LexicalQuery.terms(question.text());
		return terms.isEmpty() ? List.of() : this.reads.lexical(terms, question.among(), k);
	}

	/** With scores from 0 to 1 that age and importance have had their part in. */
	private List<Scored> weighed(List<Scored> ranking, Question question) throws SQLException {
		long now = System.currentTimeMillis();
		double best = switch (question.mode()) {
			case LEXICAL -> ranking.stream().mapToDouble(Scored::score).max().orElse(1);
			case DENSE, HYBRID -> 1;
		};
		return lookedUp(ranking).stream()
			.map((found) -> new Scored(found.entry().row(),
					Math.max(0, found.score()) / best * question.factors().of(found.entry(), now)))
			.sorted(Comparator.comparingDouble(Scored::score).reversed())
			.toList();
	}

	private List<Found> lookedUp(List<Scored> best) throws SQLException {
		Map<Long, Entry> entries = this.reads.rows(best.stream().map(Scored::id).toList())
			.stream()
			.collect(Collectors.toMap(Entry::row, Function.identity()));
		List<Found> found = new ArrayList<>();
		for (Scored scored : best) {
			Entry entry = entries.get(scored.id());
			if (entry != null) {
				found.add(new Found(entry, scored.score()));
			}
		}
		return found;
	}

	/**
	 * What was found.
	 *
	 * @param degraded why it is less than it could be; null when it is not
	 */
	record Answer(List<Found> found, @Nullable String degraded) {
	}

	/** An entry that answers a question. */
	record Found(Entry entry, double score) {
	}

}
