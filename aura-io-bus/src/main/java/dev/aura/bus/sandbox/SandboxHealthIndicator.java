package dev.aura.bus.sandbox;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Whether programs can be run. Never waits for the probe. */
@Component
class SandboxHealthIndicator implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private final Tiers tiers;

	private final WarmPool pool;

	SandboxHealthIndicator(Tiers tiers, WarmPool pool) {
		this.tiers = tiers;
		this.pool = pool;
	}

	@Override
	public Health health() {
		return this.tiers.standing()
			.map(this::of)
			.orElseGet(() -> Health.unknown().withDetail("reason", "being probed").build());
	}

	private Health of(Tiers.Standing standing) {
		return (standing.tier() != null) ? Health.up()
			.withDetail("tier", standing.tier())
			.withDetail("waiting", this.pool.waiting().size())
			.build() : Health.status(DEGRADED).withDetail("reason", String.valueOf(standing.reason())).build();
	}

}
