package dev.aura.kernel.serve;

import org.jspecify.annotations.Nullable;

/**
 * Where a new run leaves an old one.
 *
 * @param step the last step of the old run that the new one knows; 0 for none
 * @param model its name; the old run's when absent
 * @param instruction what to do from there; to go on when absent
 */
record ForkRequest(@Nullable Integer step, @Nullable String model, @Nullable String instruction) {
}
