package dev.aura.kernel.context;

/**
 * What takes the place of the model's turns up to one.
 *
 * @param end index of the first message that it does not cover
 * @param text in the model's words
 */
public record Summary(int end, String text) {
}
