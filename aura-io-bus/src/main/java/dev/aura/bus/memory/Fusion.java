package dev.aura.bus.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of two rankings' scores, each brought to 0 to 1 (Bruch, Gai and Ingber, TOIS
 * 2023, compare such combinations with fusion by rank).
 */
final class Fusion {

	/** Similarities that are closer together say the same. */
	private static final double LEAST_RANGE = 0.05;

	private Fusion() {
	}

	/**
	 * One ranking of two.
	 * @param dense cosine similarities: the last counts as 0, since even what has nothing
	 * to do with a question has some similarity, but not when it is nearly as similar as
	 * the first
	 * @param lexical BM25, which begins at 0 by itself
	 * @return best first; 1 for what is first in both
	 */
	static List<Scored> fuse(List<Scored> dense, List<Scored> lexical) {
		Map<Long, Double> scores = new HashMap<>();
		if (!dense.isEmpty()) {
			double first = dense.getFirst().score();
			add(dense, (dense.size() > 1) ? Math.min(dense.getLast().score(), first - LEAST_RANGE) : 0, scores);
		}
		add(lexical, 0, scores);
		return scores.entrySet()
			.stream()
			.map((entry) -> new Scored(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::id))
			.toList();
	}

	private static void add(List<Scored> ranking, double least, Map<Long, Double> scores) {
		if (ranking.isEmpty()) {
			return;
		}
		double range = ranking.getFirst().score() - least;
		for (Scored scored : ranking) {
			double share = (range > 0) ? (scored.score() - least) / range : 1;
			scores.merge(scored.id(), Math.clamp(share, 0, 1) / 2, Double::sum);
		}
	}

}
