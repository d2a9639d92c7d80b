package dev.aura.api.memory;

import java.util.Map;

import org.jspecify.annotations.Nullable;

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
 * @param vectors null while the index is not open yet
 */
public record StatsResult(Map<String, Long> namespaces, long entries, int dimension, String model, String index,
		long pending, @Nullable Vectors vectors) {

	/**
	 * What the index holds, in native memory.
	 *
	 * @param count of vectors
	 * @param sealed rows that are searched approximately; the others are searched exactly
	 * @param nativeBytes in use, without vectors that are in a file
	 * @param build of FAISS, and the instructions of the exact search
	 */
	public record Vectors(long count, long sealed, long nativeBytes, String build) {
	}

}
