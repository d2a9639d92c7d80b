package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). */
final class Diversity {

	private Diversity() {
	}

	/**
	 * Picks entries one by one: the one that is relevant and unlike those picked before.
	 * @param ranking best first, scores 0 or more
	 * @param embeddings of length 1, by row; what has none counts as unlike all others
	 * @param weight 0 for relevance alone to 1 for variety alone
	 * @return in the order of picking, with the scores that they came with
	 */
	static List<Scored> pick(List<Scored> ranking, Map<Long, float[]> embeddings, double weight, int k) {
		List<Scored> left = new ArrayList<>(ranking);
		List<Scored> picked = new ArrayList<>();
		double best = ranking.stream().mapToDouble(Scored::score).max().orElse(1);
		double[] likeness = new double[ranking.size()];
		while (picked.size() < k && !left.isEmpty()) {
			int next = 0;
			double highest = Double.NEGATIVE_INFINITY;
			for (int i = 0; i < left.size(); i++) {
				double worth = (1 - weight) * left.get(i).score() / Math.max(best, Double.MIN_NORMAL)
						- weight * likeness[i];
				if (worth > highest) {
					highest = worth;
					next = i;
				}
			}
			Scored chosen = left.remove(next);
			System.arraycopy(likeness, next + 1, likeness, next, left.size() - next);
			picked.add(chosen);
			for (int i = 0; i < left.size(); i++) {
				likeness[i] = Math.max(likeness[i],
						product(embeddings.get(chosen.id()), embeddings.get(left.get(i).id())));
			}
		}
		return picked;
	}

	private static double product(float @Nullable [] one, float @Nullable [] other) {
		double product = 0;
		if (one != null && other != null) {
			for (int i = 0; i < one.length; i++) {
				product += (double) one[i] * other[i];
			}
		}
		return product;
	}

}
