package dev.aura.api.memory;

/**
 * What was forgotten.
 *
 * @param deleted true; an id that is not there is a 404 instead
 */
public record DeleteResult(boolean deleted) {
}
