package dev.aura.api.memory;

import java.util.Map;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A question to the memory.
 *
 * @param query what to look for
 * @param k the most results to return; 10 when absent
 * @param namespace where to look; {@code default} when absent
 * @param filter metadata names with the value that an entry must have, or with operators:
 * {@code $eq $ne $in $nin $gt $gte $lt $lte $exists $contains}; {@code $and}, {@code $or}
 * and {@code $not} join filters
 * @param mode how to rank; {@link QueryMode#HYBRID} when absent
 * @param source the whole source that an entry must have
 * @param diversity 0 to 1: how much a result is held back for being like those before it
 * (maximal marginal relevance); 0 when absent
 * @param recency 0 to 1: the part of the score that age takes away in the end; 0 when
 * absent
 * @param recencyHalfLifeDays after how many days half of that part is gone; 30 when
 * absent
 * @param importance 0 to 1: the part of the score that is multiplied by the entry's
 * importance; 0 when absent
 * @param rerank whether the reranker, where one is configured, has the last word; true
 * when absent
 */
public record QueryRequest(String query, @Nullable Integer k, @Nullable String namespace,
		@Nullable Map<String, Object> filter, @Nullable QueryMode mode, @Nullable String source,
		@Nullable Double diversity, @Nullable Double recency, @Nullable Double recencyHalfLifeDays,
		@Nullable Double importance, @Nullable Boolean rerank) {

	public QueryRequest {
		Required.field(query, "query");
	}

	/** A question without anything special. */
	public QueryRequest(String query, @Nullable Integer k, @Nullable String namespace,
			@Nullable Map<String, Object> filter, @Nullable QueryMode mode) {
		this(query, k, namespace, filter, mode, null, null, null, null, null, null);
	}

}
