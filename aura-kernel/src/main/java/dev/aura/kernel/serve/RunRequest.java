package dev.aura.kernel.serve;

import org.jspecify.annotations.Nullable;

/**
 * A task to carry out.
 *
 * @param task what to do
 */
record RunRequest(@Nullable String task) {
}
