package dev.aura.api.memory;

/**
 * What was forgotten.
 *
 * @param forgotten how many chunks; 0 when none met the request
 */
public record ForgetResult(long forgotten) {
}
