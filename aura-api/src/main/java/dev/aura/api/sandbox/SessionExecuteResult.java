package dev.aura.api.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of a program in a session; beyond {@link ExecuteResult}:
 *
 * @param value of the last expression, as the language shows it, the beginning of a long
 * one; absent for none, and in bash
 * @param ended whether the session ended with it: the program ended the interpreter,
 * exceeded a limit, or did not heed the interruption at its deadline
 */
public record SessionExecuteResult(ExecuteResult.Outcome outcome,
		@JsonInclude(JsonInclude.Include.NON_NULL) ExecuteResult.@Nullable Limit limit,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer exitCode, String stdout, String stderr,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String value, boolean truncated, long durationMillis,
		String tier, boolean ended) {
}
