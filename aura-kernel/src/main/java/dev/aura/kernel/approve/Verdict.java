package dev.aura.kernel.approve;

import org.jspecify.annotations.Nullable;

/**
 * What a person said to a call.
 *
 * @param allowed whether it may be made
 * @param forRun whether this also holds for further calls of the tool in this run
 * @param reason told to the model when it is refused
 */
public record Verdict(boolean allowed, boolean forRun, @Nullable String reason) {
}
