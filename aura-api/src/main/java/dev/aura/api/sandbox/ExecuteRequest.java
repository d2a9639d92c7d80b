package dev.aura.api.sandbox;

import java.util.List;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A program to run.
 *
 * @param language {@code python}, {@code bash}, {@code javascript} or {@code java}
 * @param code the source text
 * @param stdin what the program reads; empty when absent
 * @param timeoutSeconds wall-clock limit; the bus's default when absent, capped by the
 * bus
 * @param network what the program may reach; nothing when absent
 */
public record ExecuteRequest(String language, String code, @Nullable String stdin, @Nullable Double timeoutSeconds,
		@Nullable Network network) {

	public ExecuteRequest {
		Required.field(language, "language");
		Required.field(code, "code");
	}

	/**
	 * Network access.
	 *
	 * @param allow {@code host:port} pairs
	 */
	public record Network(List<String> allow) {
	}

}
