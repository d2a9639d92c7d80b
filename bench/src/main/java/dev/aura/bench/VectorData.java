package dev.aura.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Real embeddings.
 *
 * @param name of the collection
 * @param texts that are kept
 * @param vectors of the texts
 * @param questions that are asked
 * @param queries their vectors
 * @param held how many questions are sentences of the collection that are not kept
 */
record VectorData(String name, List<String> texts, float[] vectors, List<String> questions, float[] queries, int held) {

	private static final int QUERIES = 500;

	/**
	 * One sentence in so many is asked for instead of kept, as long as questions are
	 * missing.
	 */
	private static final int HELD_PART = 40;

	/**
	 * Reads a collection and embeds it, as far as the cache does not have it.
	 * @param most texts
	 */
	static VectorData of(Collection collection, int most, Path cache) throws Exception {
		List<String> questions = new ArrayList<>();
		List<String> asked = new ArrayList<>();
		for (JsonNode query : collection.queries()) {
			questions.add(query.path("text").asString());
			asked.add(Encoder.QUERY_PREFIX + query.path("text").asString());
		}
		int own = questions.size();
		List<String> texts = new ArrayList<>();
		int number = 0;
		for (String passage : collection.passages()) {
			if (number++ % HELD_PART == 7 && questions.size() < QUERIES) {
				questions.add(passage);
				asked.add(passage);
			}
			else if (texts.size() < most) {
				texts.add(passage);
			}
		}
		String name = collection.folder().getFileName().toString();
		float[] queries = Vectors.embedded(asked, cache.resolve(name + "-queries.f32"));
		float[] vectors = Vectors.embedded(texts, cache.resolve(name + ".f32"));
		return new VectorData(name, texts, vectors, questions, queries, questions.size() - own);
	}

}
