package dev.aura.bus.ledger;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long calls are remembered.
 *
 * @param retention after this a key may be used anew
 */
@ConfigurationProperties("aura.ledger")
record LedgerProperties(@DefaultValue("7d") Duration retention) {

	LedgerProperties {
		if (retention.isNegative() || retention.isZero()) {
			throw new IllegalArgumentException("aura.ledger.retention: %s (expected: > 0)".formatted(retention));
		}
	}

}
