package dev.aura.api.memory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a text that is added counts as known already, so that it is not kept twice. */
public enum Duplicates {

	/**
	 * When a text with the same words, source and metadata is in the namespace. Blanks, a
	 * capital at the start of a word and a full stop at the end make no difference.
	 */
	@JsonProperty("exact")
	EXACT,
	/**
	 * Also when a text is there that says the same in nearly the same words, whatever its
	 * source and metadata: cosine similarity of at least 0.95, four of five words in
	 * common, no other word that says anything, and the same numbers, names in capitals
	 * and negations. Of texts of one chunk.
	 */
	@JsonProperty("near")
	NEAR,
	/** Never: it is kept once more. */
	@JsonProperty("keep")
	KEEP

}
