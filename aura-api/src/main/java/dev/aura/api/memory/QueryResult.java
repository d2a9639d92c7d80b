package dev.aura.api.memory;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Chunks found.
 *
 * @param results best first
 */
public record QueryResult(List<Hit> results) {

	/**
	 * One chunk.
	 *
	 * @param id opaque, as {@code add} returned it
	 * @param text the chunk
	 * @param score higher is better. Dense: cosine similarity, -1 to 1. Lexical: BM25,
	 * above 0. Hybrid: fused, 0 to 1
	 * @param source where the text came from; absent when it was not given
	 * @param namespace where it is kept
	 * @param metadata as given to {@code add}
	 */
	public record Hit(String id, String text, double score,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String source, String namespace,
			Map<String, Object> metadata) {
	}

}
