package dev.aura.bus.egress;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much network a program may be given.
 *
 * @param maxDestinations hosts and ports that one call may name; 0 gives no network at
 * all
 * @param maxConnections that one call may hold at once
 * @param maxTransferred bytes of one call, in both directions and over all connections
 * @param connectTimeout for a connection to come about, from the client's first byte to
 * the answer of the other machine
 * @param idleTimeout the longest silence on a connection
 */
@ConfigurationProperties("aura.egress")
@Validated
record EgressProperties(@Min(0) @DefaultValue("16") int maxDestinations, @Min(1) @DefaultValue("32") int maxConnections,
		@DefaultValue("256MB") DataSize maxTransferred,
		@DurationMin(millis = 1) @DefaultValue("10s") Duration connectTimeout,
		@DurationMin(millis = 1) @DefaultValue("60s") Duration idleTimeout) {

	EgressProperties {
		if (maxTransferred.toBytes() < 1) {
			throw new IllegalArgumentException(
					"aura.egress.max-transferred: %s (expected: 1B or more)".formatted(maxTransferred));
		}
	}

}
