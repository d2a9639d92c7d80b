package dev.aura.api.fs;

/**
 * A file as it is after an edit.
 *
 * @param path relative to the workspace
 * @param size in bytes
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param replacements how many occurrences were replaced
 */
public record EditResult(String path, long size, String sha256, int replacements) {
}
