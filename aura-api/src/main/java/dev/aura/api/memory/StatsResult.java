package dev.aura.api.memory;

import java.util.Map;

/**
 * What the memory holds.
 *
 * @param namespaces entries by namespace
 * @param entries of all namespaces
 * @param dimension of an embedding
 * @param model that makes the embeddings
 * @param index that searches them
 * @param pending entries that another model embedded and that are found by words only
 * until they are embedded again, which goes on in the background
 */
public record StatsResult(Map<String, Long> namespaces, long entries, int dimension, String model, String index,
		long pending) {
}
