package dev.aura.api.fs;

/**
 * A file as it is after its bytes were put.
 *
 * @param path relative to the workspace
 * @param size in bytes
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 */
public record RawResult(String path, long size, String sha256) {
}
