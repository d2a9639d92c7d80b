package dev.aura.bus.fs;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Says whether the workspace is there and can be written to. */
@Component
class FsHealthIndicator implements HealthIndicator {

	private final Workspace workspace;

	FsHealthIndicator(Workspace workspace) {
		this.workspace = workspace;
	}

	@Override
	public Health health() {
		if (!this.workspace.isWritable()) {
			return Health.status(new Status("DEGRADED"))
				.withDetail("reason", "The workspace folder is gone or the bus may not write to it.")
				.build();
		}
		return Health.up().withDetail("raceProof", this.workspace.isSecure()).build();
	}

}
