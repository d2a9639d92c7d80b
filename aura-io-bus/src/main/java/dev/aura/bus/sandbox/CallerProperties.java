package dev.aura.bus.sandbox;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one caller may have at a time of what all have together; 0 is all of it.
 *
 * @param maxConcurrent programs that run, and with each its share of memory, processes
 * and processors
 * @param maxQueued requests that wait for a place
 * @param maxSessions sessions
 */
@ConfigurationProperties("aura.sandbox.caller")
@Validated
record CallerProperties(@Min(0) @DefaultValue("0") int maxConcurrent, @Min(0) @DefaultValue("0") int maxQueued,
		@Min(0) @DefaultValue("0") int maxSessions) {

	CallerProperties {
		maxConcurrent = orAll(maxConcurrent);
		maxQueued = orAll(maxQueued);
		maxSessions = orAll(maxSessions);
	}

	private static int orAll(int most) {
		return (most == 0) ? Integer.MAX_VALUE : most;
	}

}
