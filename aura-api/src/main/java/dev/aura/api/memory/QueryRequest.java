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
 * @param filter metadata names with the value that an entry must have
 * @param mode how to rank; {@link QueryMode#HYBRID} when absent
 */
public record QueryRequest(String query, @Nullable Integer k, @Nullable String namespace,
		@Nullable Map<String, Object> filter, @Nullable QueryMode mode) {

	public QueryRequest {
		Required.field(query, "query");
	}

}
