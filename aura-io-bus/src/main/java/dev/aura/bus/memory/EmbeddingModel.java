package dev.aura.bus.memory;

import java.util.List;

/**
 * Makes embeddings. Safe for use by several threads; the calling thread does the work or
 * waits for it. What fails is a {@link dev.aura.bus.problem.ProblemException}.
 */
interface EmbeddingModel {

	/** Of the model: embeddings of different names are never compared. */
	String name();

	/** Floats of an embedding. */
	int dimension();

	/** How many tokens a text has. */
	int tokens(String text);

	/** How many texts are best given at once. */
	int batch();

	/**
	 * The meanings of texts to be found.
	 * @return one embedding of length 1 for each, in their order
	 */
	List<float[]> documents(List<String> texts);

	/** The meaning of a question, of length 1. */
	float[] query(String text);

}
