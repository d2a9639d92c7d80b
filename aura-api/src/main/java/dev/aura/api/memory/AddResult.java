package dev.aura.api.memory;

import java.util.List;

/**
 * What was remembered.
 *
 * @param ids one opaque id per chunk, in the order of the text
 * @param chunks how many
 */
public record AddResult(List<String> ids, int chunks) {
}
