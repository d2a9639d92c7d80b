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
 */
public record StatsResult(Map<String, Long> namespaces, long entries, int dimension, String model, String index) {
}
