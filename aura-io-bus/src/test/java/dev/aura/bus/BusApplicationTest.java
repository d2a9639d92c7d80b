package dev.aura.bus;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BusApplicationTest {

	@Test
	void answersHealthAndRefusesAnUnknownPathWithAProblem(@TempDir Path directory) {
		try (TestBus bus = TestBus.start(directory)) {
			assertThat(TestBus.json(bus.get("/actuator/health")).path("status").asString()).isEqualTo("UP");
			assertThat(TestBus.json(bus.get("/nowhere")).path("type").asString())
				.isEqualTo("urn:aura:problem:not-found");
		}
	}

}
