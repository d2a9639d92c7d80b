package dev.aura.bus.memory;

/**
 * An entry and how well it matches.
 *
 * @param score higher is better; what it ranges over is the ranking's affair
 */
record Scored(long id, double score) {
}
