package dev.aura.bus.web;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Tells whether searches are answered; reading pages needs nothing that could be down.
 */
@Component
class WebHealthIndicator implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private final SearchService searches;

	WebHealthIndicator(SearchService searches) {
		this.searches = searches;
	}

	@Override
	public Health health() {
		SearchOutcome.Blocked refusal = this.searches.refusal();
		if (refusal == null) {
			return Health.up().build();
		}
		return Health.status(DEGRADED)
			.withDetail("search", "the engine refuses us: " + refusal.reason())
			.withDetail("retryAfterSeconds", refusal.retryAfter().toSeconds())
			.build();
	}

}
