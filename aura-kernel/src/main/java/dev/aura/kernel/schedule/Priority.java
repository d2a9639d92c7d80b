package dev.aura.kernel.schedule;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How urgent a run is. */
public enum Priority {

	/** A person waits for it. */
	@JsonProperty("interactive")
	INTERACTIVE(4),
	/** Nobody waits for it. */
	@JsonProperty("batch")
	BATCH(1);

	private final int weight;

	Priority(int weight) {
		this.weight = weight;
	}

	/** Turns that it gets while the others get theirs. */
	int weight() {
		return this.weight;
	}

	/** As it is written everywhere. */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
