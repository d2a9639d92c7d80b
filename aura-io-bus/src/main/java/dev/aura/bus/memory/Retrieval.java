package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.api.memory.QueryMode;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what answers a question: ranks by words, by meaning or both, then by what else is
 * asked for. Whoever asks waits for the models; only what reads the store takes its
 * threads.
 */
final class Retrieval {

	private static final Logger log = LoggerFactory.getLogger(Retrieval.class);

	/** How deep each ranking goes into the fusion, at least. */
	private static final int MIN_DEPTH = 100;

	private static final String WORDS_ALONE = " What was found was found by words alone.";

	/** Fewer by words are enough where meaning finds as well. */
	private static final int FOUND_BY_WORDS = 10;

	/** A deletion can come between a ranking and the look-up of what it found. */
	private static final int ATTEMPTS = 5;

	private final EntryReads reads;

	private final @Nullable VectorSearch index;

	private final QueryModels.Readers readers;

	private final QueryModels models;

	private @Nullable String degraded;

	/**
	 * A retrieval.
	 * @param index null when only words are asked for
	 * @param readers read the store
	 */
	Retrieval(EntryReads reads, @Nullable VectorSearch index, QueryModels.Readers readers, QueryModels models) {
		this.reads = reads;
		this.index = index;
		this.readers = readers;
		this.models = models;
	}

	/** What matches best, best first. */
	Answer answer(Question question) throws ExecutionException, InterruptedException {
		float[] vector = vector(question);
		Best best = best(question, vector);
		for (int attempt = 1; !best.isWhole() && attempt < ATTEMPTS; attempt++) {
			best = best(question, vector);
		}
		return new Answer(best.found(), this.degraded);
	}

	/**
	 * The meaning of a question; null when only words are asked for, or when the model
	 * does not answer and words can do instead.
	 */
	private float @Nullable [] vector(Question question) throws ExecutionException, InterruptedException {
		if (this.index == null) {
			return null;
		}
		try {
			return this.models.embedding(question.text(), this.readers);
		}
		catch (ProblemException ex) {
			if (question.mode() == QueryMode.DENSE) {
				throw ex;
			}
			log.warn("A query is answered by words alone", ex);
			degrade(ex.detail() + WORDS_ALONE);
			return null;
		}
	}

	/** Once for each reason, however often a part is repeated. */
	private void degrade(String reason) {
		String said = this.degraded;
		if (said == null || !said.contains(reason)) {
			this.degraded = (said != null) ? said + " " + reason : reason;
		}
	}

	private Best best(Question question, float @Nullable [] vector) throws ExecutionException, InterruptedException {
		if (!question.rerank() || !this.models.canRerank()) {
			return this.readers.read(() -> best(question, ranking(question, vector, depth(question))));
		}
		Candidates candidates = this.readers.read(() -> candidates(question, vector));
		List<Scored> ranking = reranked(question, candidates);
		return this.readers.read(() -> best(question, ranking));
	}

	private static int depth(Question question) {
		boolean adjusted = question.diversity() > 0 || !question.factors().areNone();
		return adjusted ? deeper(question) : question.k();
	}

	private static int deeper(Question question) {
		return Math.max(MIN_DEPTH, 4 * question.k());
	}

	private Candidates candidates(Question question, float @Nullable [] vector) throws SQLException {
		List<Scored> ranking = ranking(question, vector, deeper(question));
		return new Candidates(ranking,
				lookedUp(ranking.stream().limit(Math.max(Reranker.DEPTH, question.k())).toList()));
	}

	/** The best of a ranking as the reranker sees them, or as they were without it. */
	private List<Scored> reranked(Question question, Candidates candidates)
			throws ExecutionException, InterruptedException {
		if (candidates.shown().isEmpty()) {
			return candidates.ranking();
		}
		try {
			return this.models.rerank(question.text(), candidates.shown());
		}
		catch (ProblemException ex) {
			log.warn("A query is answered without the reranker", ex);
			degrade(ex.detail() + " The order is that of the rankings alone.");
			return candidates.ranking();
		}
	}

	private Best best(Question question, List<Scored> ranking) throws SQLException {
		List<Scored> best = picked(question, ranking);
		List<Found> found = lookedUp(best);
		return new Best(found, found.size() == best.size());
	}

	private List<Scored> picked(Question question, List<Scored> ranking) throws SQLException {
		List<Scored> weighed = question.factors().areNone() ? ranking : weighed(ranking, question);
		if (question.diversity() > 0) {
			Map<Long, float[]> embeddings = this.reads.embeddings(weighed.stream().map(Scored::id).toList());
			return Diversity.pick(weighed, embeddings, question.diversity(), question.k());
		}
		return weighed.stream().limit(question.k()).toList();
	}

	private List<Scored> ranking(Question question, float @Nullable [] vector, int depth) throws SQLException {
		int deep = Math.max(MIN_DEPTH, 2 * depth);
		return switch (question.mode()) {
			case LEXICAL -> lexical(question, depth, question.k());
			case DENSE -> dense(question, vector, depth);
			case HYBRID -> hybrid(question, vector, deep).stream().limit(depth).toList();
		};
	}

	private List<Scored> hybrid(Question question, float @Nullable [] vector, int deep) throws SQLException {
		List<Scored> dense = List.of();
		try {
			dense = dense(question, vector, deep);
		}
		catch (ProblemException ex) {
			log.warn("A query is answered by words alone", ex);
			degrade(ex.detail() + WORDS_ALONE);
		}
		int enough = dense.isEmpty() ? question.k() : Math.min(question.k(), FOUND_BY_WORDS);
		return Fusion.fuse(dense, lexical(question, deep, enough));
	}

	private List<Scored> dense(Question question, float @Nullable [] vector, int k) throws SQLException {
		return (this.index != null && vector != null) ? this.index.search(question.among(), vector, k) : List.of();
	}

	private List<Scored> lexical(Question question, int k, int enough) throws SQLException {
		List<LexicalQuery.Term> terms = LexicalQuery.terms(question.text());
		return terms.isEmpty() ? List.of() : this.reads.lexical(terms, question.among(), k, enough);
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

	/**
	 * What the reranker is asked about.
	 *
	 * @param shown the best of the ranking, which it sees
	 */
	private record Candidates(List<Scored> ranking, List<Found> shown) {
	}

	/**
	 * What is answered.
	 *
	 * @param isWhole whether all of it was still there
	 */
	private record Best(List<Found> found, boolean isWhole) {
	}

}
