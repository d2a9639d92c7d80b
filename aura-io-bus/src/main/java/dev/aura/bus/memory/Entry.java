package dev.aura.bus.memory;

import org.jspecify.annotations.Nullable;

/**
 * One chunk as it is kept.
 *
 * @param metadata a JSON object
 */
record Entry(long id, String namespace, @Nullable String source, String metadata, String text) {
}
