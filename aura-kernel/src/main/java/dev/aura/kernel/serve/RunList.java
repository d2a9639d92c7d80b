package dev.aura.kernel.serve;

import java.util.List;

import dev.aura.kernel.run.RunSummary;

/**
 * The runs of this home.
 *
 * @param runs newest first
 */
record RunList(List<RunSummary> runs) {
}
