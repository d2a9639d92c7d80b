package dev.aura.api.memory;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a query ranks entries. */
public enum QueryMode {

	/** By meaning and by words, the two rankings fused. */
	@JsonProperty("hybrid")
	HYBRID,
	/** By meaning: cosine similarity of embeddings. */
	@JsonProperty("dense")
	DENSE,
	/** By words: BM25. */
	@JsonProperty("lexical")
	LEXICAL

}
