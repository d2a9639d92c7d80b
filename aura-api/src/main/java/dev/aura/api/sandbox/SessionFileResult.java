package dev.aura.api.sandbox;

/**
 * A file of a session.
 *
 * @param path below the folder of the session
 * @param size in bytes
 */
public record SessionFileResult(String path, long size) {
}
