package dev.aura.api.sandbox;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A program for a session.
 *
 * @param code the source text
 * @param stdin what the program reads; empty when absent
 * @param timeoutSeconds wall-clock limit; the bus's default when absent, capped by the
 * bus
 */
public record SessionExecuteRequest(String code, @Nullable String stdin, @Nullable Double timeoutSeconds) {

	public SessionExecuteRequest {
		Required.field(code, "code");
	}

}
