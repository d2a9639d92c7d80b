package dev.aura.api.sandbox;

/**
 * What an interruption met.
 *
 * @param interrupted whether a program was being executed
 */
public record InterruptResult(boolean interrupted) {
}
