package dev.aura.api.memory;

/**
 * What became of a chunk that was corrected.
 *
 * @param id the same as before
 * @param version 2 after the first correction
 */
public record UpdateResult(String id, int version) {
}
