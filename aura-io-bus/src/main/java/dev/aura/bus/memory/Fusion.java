package dev.aura.bus.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
final class Fusion {

	private static final int K = 60;

	private Fusion() {
	}

	/**
	 * One ranking of two.
	 * @return best first, scores above 0; 1 for what is first in both
	 */
	static List<Scored> fuse(List<Scored> one, List<Scored> other) {
		Map<Long, Double> scores = new HashMap<>();
		for (List<Scored> ranking : List.of(one, other)) {
			for (int rank = 0; rank < ranking.size(); rank++) {
				scores.merge(ranking.get(rank).id(), (K + 1) / (2.0 * (K + 1 + rank)), Double::sum);
			}
		}
		return scores.entrySet()
			.stream()
			.map((entry) -> new Scored(entry.getKey(), entry.getValue()))
			.sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::id))
			.toList();
	}

}
