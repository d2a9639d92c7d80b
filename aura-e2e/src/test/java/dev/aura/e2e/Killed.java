package dev.aura.e2e;

import java.util.List;

/** What is killed, and when. */
record Killed(String place, int times, List<String> victims) {

	static final String KERNEL = "aura-kernel.jar";

	static final String BUS = "aura-io-bus.jar";

	private static final List<List<String>> VICTIMS = List.of(List.of(KERNEL), List.of(BUS), List.of(KERNEL, BUS));

	private static final List<Place> PLACES = List.of(new Place("kernel.ANNOUNCED", 1), new Place("kernel.ADDING", 80),
			new Place("kernel.ADDED", 80), new Place("kernel.FORCING", 40), new Place("kernel.FORCED", 40),
			new Place("kernel.MODEL_ANSWERED", 12), new Place("kernel.ANSWER_NOTED", 12),
			new Place("kernel.CHECKPOINTED", 23), new Place("kernel.CALL_NOTED", 18),
			new Place("kernel.CALL_ANSWERED", 18), new Place("kernel.RESULT_NOTED", 18), new Place("kernel.ENDING", 1),
			new Place("bus.RECEIVED", 16), new Place("bus.BEGUN", 16), new Place("bus.PLANNED", 16),
			new Place("bus.ACTED", 16), new Place("bus.RECORDED", 16), new Place("bus.SENT", 16),
			new Place("any time", 1), new Place("any time, twice", 2));

	/** Every place with every victim. */
	static List<Killed> all() {
		return PLACES.stream()
			.flatMap((place) -> VICTIMS.stream().map((victims) -> new Killed(place.name(), place.times(), victims)))
			.toList();
	}

	/** Whether the place is a moment, and {@link #times} how often it comes. */
	boolean atAnyTime() {
		return !this.place.contains(".");
	}

	String victim() {
		return (this.victims.size() > 1) ? "both" : this.victims.contains(BUS) ? "bus" : "kernel";
	}

	/**
	 * A place in the protocol.
	 *
	 * @param times that one run comes past it, about
	 */
	private record Place(String name, int times) {
	}

}
