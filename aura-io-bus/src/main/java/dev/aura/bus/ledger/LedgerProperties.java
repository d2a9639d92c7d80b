package dev.aura.bus.ledger;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How long calls are remembered.
 *
 * @param retention after this a key may be used anew
 * @param maxSize of all of them together; beyond that the oldest answers are forgotten
 */
@ConfigurationProperties("aura.ledger")
record LedgerProperties(@DefaultValue("30d") Duration retention, @DefaultValue("512MB") DataSize maxSize) {

	LedgerProperties {
		if (retention.isNegative() || retention.isZero()) {
			throw new IllegalArgumentException("aura.ledger.retention: %s (expected: > 0)".formatted(retention));
		}
		if (maxSize.toBytes() <= 0) {
			throw new IllegalArgumentException("aura.ledger.max-size: %s (expected: > 0)".formatted(maxSize));
		}
	}

}
