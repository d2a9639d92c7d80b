package dev.aura.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Searches one after the other by one thread, and what they found.
 *
 * @param nanos of each search
 * @param found ids by search; search number i is for query i modulo the number of queries
 */
record Trial(List<Long> nanos, List<long[]> found) {

	/** Times a search of every query some times, after one round that is not counted. */
	static Trial of(float[][] queries, int rounds, Search search) throws Exception {
		Trial trial = new Trial(new ArrayList<>(), new ArrayList<>());
		for (int round = -1; round < rounds; round++) {
			for (float[] query : queries) {
				long before = System.nanoTime();
				long[] ids = search.nearest(query);
				long after = System.nanoTime();
				if (round >= 0) {
					trial.nanos.add(after - before);
					trial.found.add(ids);
				}
			}
		}
		return trial;
	}

	/** Both together. */
	Trial and(Trial other) {
		Trial both = new Trial(new ArrayList<>(this.nanos), new ArrayList<>(this.found));
		both.nanos.addAll(other.nanos);
		both.found.addAll(other.found);
		return both;
	}

	Samples samples() {
		long[] sorted = this.nanos.stream().mapToLong(Long::longValue).sorted().toArray();
		return new Samples(sorted, Arrays.stream(sorted).sum());
	}

	/** The part of the true neighbours that was found. */
	double recall(List<long[]> truth) {
		long hits = 0;
		long all = 0;
		for (int i = 0; i < this.found.size(); i++) {
			long[] wanted = truth.get(i % truth.size());
			all += wanted.length;
			for (long id : this.found.get(i)) {
				hits += Arrays.stream(wanted).filter((other) -> other == id).count();
			}
		}
		return (double) hits / all;
	}

	/** Finds the ids nearest to a query. */
	@FunctionalInterface
	interface Search {

		long[] nearest(float[] query) throws Exception;

	}

}
