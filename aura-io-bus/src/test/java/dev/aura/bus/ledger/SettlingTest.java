package dev.aura.bus.ledger;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import dev.aura.bus.AuraProperties;
import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** A bus is started where another one was killed amid an addition to the memory. */
class SettlingTest {

	private static final String BODY = "{\"text\":\"The tide turns at noon.\"}";

	@TempDir
	private Path directory;

	@Test
	void doesNotWaitForTheMemoryAndSettlesItsCallsOnceItIsThere() throws Exception {
		cutOff("cut");
		Instant begun = Instant.now();
		try (TestBus bus = TestBus.start(this.directory, "aura.memory.patience=4m")) {
			assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(3));
			EffectLedger ledger = bus.context().getBean(EffectLedger.class);
			BusProcess.eventually(() -> isFree(ledger, "cut"));
			assertThat(isFree(ledger, "cut")).as("settled without being asked for").isTrue();
			HttpResponse<String> answer = add(bus, "cut");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			assertThat(answer.headers().map()).as("it had not acted").doesNotContainKey("idempotency-replayed");
		}
	}

	@Test
	void saysThatItCannotTellYetWhileTheMemoryIsNotThere() throws Exception {
		cutOff("cut");
		try (TestBus bus = TestBus.start(this.directory, "aura.memory.patience=1s", "aura.memory.backend=postgres",
				"aura.memory.postgres.url=jdbc:postgresql://127.0.0.1:1/nowhere")) {
			HttpResponse<String> answer = add(bus, "cut");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
			assertThat(answer.body()).contains("whether it acted cannot be told yet");
			assertThat(answer.headers().firstValue("Retry-After")).isPresent();
		}
	}

	private void cutOff(String key) throws Exception {
		Path home = Files.createDirectories(this.directory.resolve("home"));
		EffectLedger ledger = new EffectLedger(new AuraProperties(home, home),
				new LedgerProperties(Duration.ofDays(7), DataSize.ofMegabytes(1)));
		ledger.begin(key, "", "POST /memory/add");
		ledger.plan(key, "add");
		ledger.abandon(key);
		ledger.destroy();
	}

	private static boolean isFree(EffectLedger ledger, String key) {
		try {
			return ledger.planned((request) -> true).stream().noneMatch((effect) -> effect.key().equals(key));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static HttpResponse<String> add(TestBus bus, String key) {
		return bus.send(bus.request("/memory/add")
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(BODY)));
	}

}
