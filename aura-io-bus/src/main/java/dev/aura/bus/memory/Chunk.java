package dev.aura.bus.memory;

/**
 * A piece of a text.
 *
 * @param start where it begins in the text, in UTF-16 units
 */
record Chunk(int start, String text) {
}
