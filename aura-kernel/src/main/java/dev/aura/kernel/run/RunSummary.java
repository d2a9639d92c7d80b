package dev.aura.kernel.run;

import java.time.Instant;

/**
 * One run in a list.
 *
 * @param started when
 */
public record RunSummary(String id, Instant started, RunStatus status, String task) {
}
