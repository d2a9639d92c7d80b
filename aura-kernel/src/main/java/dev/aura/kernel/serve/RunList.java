package dev.aura.kernel.serve;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.aura.kernel.run.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * Runs of this home.
 *
 * @param runs newest first
 * @param next to be sent as {@code before} for older ones; absent when there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunList(List<RunSummary> runs, @Nullable String next) {
}
