package dev.aura.bus.memory;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The {@code memory} component of the bus's health. */
@Component
class MemoryHealthIndicator implements HealthIndicator {

	private final Opening opening;

	private final Embedder embedder;

	MemoryHealthIndicator(Opening opening, Embedder embedder) {
		this.embedder = embedder;
		this.opening = opening;
	}

	@Override
	public Health health() {
		return switch (this.opening.readiness()) {
			case Readiness.Ready ready -> Health.up()
				.withDetail("model", this.embedder.model().name())
				.withDetail("index", this.opening.index().name())
				.build();
			case Readiness.Preparing preparing -> Health.up().withDetail("state", preparing.progress()).build();
			case Readiness.Broken broken -> Health.status("DEGRADED")
				.withDetail("reason", "could not be opened; the log of the bus has the cause")
				.build();
		};
	}

}
