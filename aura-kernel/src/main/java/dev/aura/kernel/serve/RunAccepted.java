package dev.aura.kernel.serve;

import dev.aura.kernel.run.RunStatus;

/**
 * A run and its status.
 *
 * @param id names it in every other call
 */
record RunAccepted(String id, RunStatus status) {
}
