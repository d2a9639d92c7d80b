package dev.aura.kernel.bus;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.settings.Secret;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BusClientTest {

	@Test
	@Timeout(30)
	void waitsForNoAnswerThatStallsMidway() {
		try (ScriptedBus bus = ScriptedBus.start()) {
			bus.on("/fs/read",
					(request) -> new MockResponse.Builder().setHeader("Content-Type", "application/json")
						.body("{\"path\":\"a.txt\",\"content\":\"never comes whole\"}")
						.throttleBody(8, 60, TimeUnit.SECONDS)
						.build());
			BusClient client = new BusClient(new BusSettings(bus.address(), new Secret(ScriptedBus.TOKEN)));
			BusCall call = new BusCall("run/1/1", Span.in(Span.newTrace()), Duration.ofSeconds(1));
			assertThatExceptionOfType(BusException.class)
				.isThrownBy(() -> client.call(call, (peripherals) -> peripherals.fs().read("a.txt", null, null)))
				.withMessage("the bus did not answer within 1 s")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(BusException.Kind.UNKNOWN));
		}
	}

}
