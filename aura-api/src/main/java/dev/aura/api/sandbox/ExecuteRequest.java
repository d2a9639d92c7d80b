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
	 * What a program may reach, by an HTTP proxy that {@code HTTP_PROXY} and the like
	 * name in its environment.
	 *
	 * @param allow {@code host:port} pairs: names of public hosts, each with the one port
	 * that is opened; nothing when absent or empty
	 */
	public record Network(List<String> allow) {
	}

}
