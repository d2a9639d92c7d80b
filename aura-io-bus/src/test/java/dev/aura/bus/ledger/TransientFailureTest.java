package dev.aura.bus.ledger;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

import dev.aura.bus.AuraProperties;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/** What may pass is not the answer of a key for good. */
class TransientFailureTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.tier=process", "aura.test.broken=true");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void makesAnAdditionAgainThatWasRolledBack() throws Exception {
		String body = "{\"text\":\"The well is forty feet deep.\"}";
		assertThat(post("/memory/add", "warm-up", "{\"text\":\"Anything.\"}").statusCode()).isEqualTo(200);
		memory("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> failed = post("/memory/add", "full", body);
			assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
			assertThat(failed.headers().map()).doesNotContainKey("idempotency-replayed");
		}
		memory("DROP TRIGGER full");
		HttpResponse<String> made = post("/memory/add", "full", body);
		assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
		assertThat(made.headers().map()).doesNotContainKey("idempotency-replayed");
		HttpResponse<String> replayed = post("/memory/add", "full", body);
		assertThat(replayed.body()).isEqualTo(made.body());
		assertThat(replayed.headers().firstValue("Idempotency-Replayed")).contains("true");
	}

	@Test
	void startsAProgramThatCouldNotBeStartedBefore() throws Exception {
		String body = "{\"language\":\"bash\",\"code\":\"echo started >> effect\"}";
		post("/sandbox/execute", "makes-its-folder", "{\"language\":\"bash\",\"code\":\"true\"}");
		Path folder;
		try (var folders = Files.list(bus.home().resolve("sandbox"))) {
			folder = folders.findFirst().orElseThrow();
		}
		Path aside = bus.home().resolve("aside");
		Files.move(folder, aside);
		Files.createFile(folder);
		HttpResponse<String> failed = post("/sandbox/execute", "not-started", body);
		assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
		assertThat(failed.headers().firstValue("Retry-After")).isPresent();
		Files.delete(folder);
		Files.move(aside, folder);
		HttpResponse<String> started = post("/sandbox/execute", "not-started", body);
		assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
		assertThat(post("/sandbox/execute", "not-started", body).headers().firstValue("Idempotency-Replayed"))
			.contains("true");
		assertThat(bus.workspace().resolve("effect")).hasContent("started\n");
	}

	@Test
	void saysThatItIsNotKnownWhetherACallActedThatFailedUnexpectedly() {
		HttpResponse<String> failed = post("/broken", "failed", "{}");
		assertThat(failed.statusCode()).as(failed.body()).isEqualTo(500);
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> again = post("/broken", "failed", "{}");
			assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
			assertThat(TestBus.json(again).path("outcome").asString()).isEqualTo("unknown");
		}
		assertThat(bus.workspace().resolve("broken")).hasContent("acted");
	}

	private static void memory(String sql) throws Exception {
		try (Connection connection = DriverManager
			.getConnection("jdbc:sqlite:" + bus.home().resolve("memory/memory.db"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static HttpResponse<String> post(String path, String key, String body) {
		return bus.send(bus.request(path)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	/** What no peripheral ought to be. */
	@RestController
	@ConditionalOnProperty("aura.test.broken")
	static class Broken {

		private final Path workspace;

		Broken(AuraProperties aura) {
			this.workspace = aura.workspace();
		}

		@PostMapping("/broken")
		String act() throws IOException {
			Files.writeString(this.workspace.resolve("broken"), "acted", StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
			throw new IllegalStateException("after it had acted");
		}

	}

}
