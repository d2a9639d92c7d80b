package dev.aura.bus.sandbox;

import java.util.HashMap;
import java.util.Map;

/** How many places each caller has. Not for several threads at once. */
final class CallerPlaces {

	private final Map<String, Integer> taken = new HashMap<>();

	int of(String caller) {
		return this.taken.getOrDefault(caller, 0);
	}

	int ofAll() {
		return this.taken.values().stream().mapToInt(Integer::intValue).sum();
	}

	void take(String caller) {
		this.taken.merge(caller, 1, Integer::sum);
	}

	void giveBack(String caller) {
		this.taken.computeIfPresent(caller, (key, places) -> (places == 1) ? null : places - 1);
	}

}
