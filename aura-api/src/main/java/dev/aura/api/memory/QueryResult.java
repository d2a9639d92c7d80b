package dev.aura.api.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Chunks found.
 *
 * @param results best first
 * @param degraded why the results may be worse than usual, such as a model that does not
 * answer; absent when they are not
 */
public record QueryResult(List<Hit> results, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String degraded) {

	/** Chunks found, as well as they can be. */
	public QueryResult(List<Hit> results) {
		this(results, null);
	}

	/**
	 * One chunk.
	 *
	 * @param id opaque, as {@code add} returned it
	 * @param text the chunk
	 * @param score higher is better. Dense: cosine similarity, -1 to 1. Lexical: BM25,
	 * above 0. Hybrid: fused, 0 to 1. With {@code recency}, {@code importance} or a
	 * reranker: 0 to 1
	 * @param source where the text came from; absent when it was not given
	 * @param namespace where it is kept
	 * @param metadata as given to {@code add}
	 * @param start where the chunk begins in the text that was added, in characters
	 * (UTF-16 units)
	 * @param end where it ends there
	 * @param context headings that the chunk stands under; absent without any
	 * @param createdAt when it was added
	 * @param updatedAt when it was corrected last; absent when never
	 * @param ageSeconds since it was added, or corrected last
	 * @param version 1, and one more for each correction
	 * @param importance as given to {@code add}
	 * @param expiresAt when it will be forgotten; absent when never
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Hit(String id, String text, double score, @Nullable String source, String namespace,
			Map<String, Object> metadata, int start, int end, @Nullable String context, @Nullable Instant createdAt,
			@Nullable Instant updatedAt, long ageSeconds, int version, @Nullable Double importance,
			@Nullable Instant expiresAt) {

		/** A chunk of a text that is no longer than the chunk. */
		public Hit(String id, String text, double score, @Nullable String source, String namespace,
				Map<String, Object> metadata) {
			this(id, text, score, source, namespace, metadata, 0, text.length(), null, null, null, 0, 1, null, null);
		}

	}

}
