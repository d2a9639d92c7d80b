package dev.aura.api.memory;

/**
 * What became of an export that was imported.
 *
 * @param imported entries that are new
 * @param unchanged entries that were there already
 */
public record ImportResult(int imported, int unchanged) {
}
