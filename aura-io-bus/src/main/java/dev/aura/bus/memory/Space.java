package dev.aura.bus.memory;

/**
 * What embeddings must share to be compared.
 *
 * @param chunker version of what made the texts
 */
record Space(String model, int dimension, int chunker) {
}
