package dev.aura.api.fs;

/**
 * A file as it is after a write.
 *
 * @param path relative to the workspace
 * @param size in bytes
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits
 * @param created whether the file was new
 */
public record WriteResult(String path, long size, String sha256, boolean created) {
}
