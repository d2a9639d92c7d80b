package dev.aura.bus.fs;

import java.util.ArrayList;
import java.util.List;

import dev.aura.bus.ledger.CurrentEffect;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a call under a key is about to change, and what it will be answered then.
 *
 * @param answer as JSON
 */
record FsPlan(JsonNode answer, List<Change> changes) {

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Whether this thread's call carries a key. */
	static boolean isWanted() {
		return CurrentEffect.key().isPresent();
	}

	static FsPlan of(Object answer) {
		return new FsPlan(json.valueToTree(answer), new ArrayList<>());
	}

	FsPlan change(WorkspacePath path, String before, String after) {
		this.changes.add(new Change(path.toString(), before, after));
		return this;
	}

	/** On disk when it returns. */
	void announce() {
		CurrentEffect.plan(json.writeValueAsString(this));
	}

	/** Reads what was announced. */
	static FsPlan read(String plan) {
		return json.readValue(plan, FsPlan.class);
	}

	/**
	 * One path that changes.
	 *
	 * @param before its {@link FileState}
	 * @param after its {@link FileState}
	 */
	record Change(String path, String before, String after) {
	}

}
