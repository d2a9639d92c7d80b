package dev.aura.api.fs;

/**
 * The path that was acted on.
 *
 * @param path relative to the workspace
 */
public record PathResult(String path) {
}
