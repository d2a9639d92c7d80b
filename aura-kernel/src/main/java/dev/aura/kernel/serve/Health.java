package dev.aura.kernel.serve;

import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelSettings;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the health check says of the two that the kernel needs. */
@Configuration(proxyBeanMethods = false)
class Health {

	@Bean
	HealthIndicator bus(BusClient bus) {
		return () -> (bus.isHealthy() ? org.springframework.boot.health.contributor.Health.up()
				: org.springframework.boot.health.contributor.Health.down())
			.withDetail("address", bus.address().toString())
			.build();
	}

	/** Without a model the server is up, and says so to whoever brings a task. */
	@Bean
	HealthIndicator model(Engines engines) {
		return () -> {
			ModelSettings model = engines.model();
			return (model == null)
					? org.springframework.boot.health.contributor.Health.unknown()
						.withDetail("reason", "no model is configured and none was found yet")
						.build()
					: org.springframework.boot.health.contributor.Health.up().withDetail("name", model.name()).build();
		};
	}

}
