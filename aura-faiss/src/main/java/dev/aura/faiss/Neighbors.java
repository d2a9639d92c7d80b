package dev.aura.faiss;

/**
 * What a search found, best first.
 *
 * @param ids of the vectors
 * @param scores inner products with the query, as many as ids
 */
public record Neighbors(long[] ids, float[] scores) {

	/** How many were found. */
	public int count() {
		return this.ids.length;
	}

}
