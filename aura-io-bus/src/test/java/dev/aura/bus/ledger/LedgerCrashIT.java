package dev.aura.bus.ledger;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LedgerCrashIT {

	private static final String PROGRAM = """
			{"language": "bash", "code": "echo acted >> effect; sleep 600", "timeoutSeconds": 300}""";

	private static final String ANOTHER = """
			{"language": "bash", "code": "echo other >> effect"}""";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void saysThatTheOutcomeIsUnknownAndNeverActsAgainWhenTheBusEndedMidway(boolean forcibly) throws Exception {
		Path effect = Files.createDirectories(this.directory.resolve("workspace")).resolve("effect");
		try (BusProcess bus = BusProcess.start(this.directory, List.of())) {
			String tiers = bus.get("/sandbox/tiers").body();
			Assumptions.assumeTrue(tiers.contains("\"active\":\"bubblewrap\""), () -> "no bubblewrap here: " + tiers);
			CompletableFuture<HttpResponse<String>> cutOff = bus.execute(PROGRAM, "killed");
			BusProcess.eventually(() -> Files.exists(effect) && effect.toFile().length() > 0);
			assertThat(bus.execute(PROGRAM, "killed").join().body()).contains("\"outcome\":\"inFlight\"");

			// Not as a Process, which would throw the log away.
			boolean told = forcibly ? bus.process().toHandle().destroyForcibly() : bus.process().toHandle().destroy();
			assertThat(told).isTrue();
			bus.process().waitFor();
			// It may have been answered by then, but not as if nothing had been done.
			String answer = cutOff.handle((response, failure) -> (response != null) ? response.body() : "").join();
			assertThat(answer).doesNotContain("urn:aura:problem:unavailable");
		}
		try (BusProcess bus = BusProcess.start(this.directory, List.of())) {
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> again = bus.execute(PROGRAM, "killed").join();
				assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
				assertThat(TestBus.json(again).path("type").asString()).isEqualTo("urn:aura:problem:outcome-unknown");
				assertThat(TestBus.json(again).path("outcome").asString()).isEqualTo("unknown");
			}
			assertThat(bus.execute(ANOTHER, "killed").join().statusCode()).isEqualTo(422);
			assertThat(bus.execute(ANOTHER, "fresh").join().statusCode()).isEqualTo(200);
		}
		assertThat(effect).hasContent("acted\nother\n");
	}

}
