package dev.aura.bus.memory;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.bus.BusProcess;
import dev.aura.bus.ProcessIdentity;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class IngestionRestartTest {

	@TempDir
	private Path directory;

	@Test
	void goesOnWithWhatTheEndOfTheBusCutOff() throws Exception {
		String folder;
		String upload;
		try (TestBus bus = TestBus.start(this.directory)) {
			bus.put("rules/short.txt", "The gate is locked at nine.");
			bus.put("rules/very-long.txt", clauses());
			folder = id(bus.post("/memory/ingest", Map.of("path", "rules", "metadata", Map.of("kind", "rule"))));
			upload = id(upload(bus));
			BusProcess.eventually(() -> job(bus, folder).path("state").asString().equals("running"));
		}
		List<String> kept = kept();

		try (TestBus bus = TestBus.start(this.directory)) {
			JsonNode resumed = job(bus, folder);
			bus.put("rules/very-long.txt", "The ferry leaves at ten.");
			bus.delete("/memory/ingest/" + folder);
			JsonNode uploaded = ended(bus, upload);

			assertThat(resumed.path("state").asString()).isIn("queued", "running");
			assertThat(uploaded.path("state").asString()).as(uploaded.toString()).isEqualTo("done");
			assertThat(bus.get("/memory/query?query=piano&k=1&mode=lexical").body()).contains("tuned in autumn",
					"letter.txt");
		}
		assertThat(kept).hasSize(3);
		assertThat(kept()).isEmpty();
	}

	@Test
	void givesUpWhatEndedSeveralLivesAndLeavesAloneWhatAnotherBusIsAt() throws Exception {
		Path orders = Files.createDirectories(this.directory.resolve("home/memory/ingest"));
		long other = ProcessHandle.current().parent().orElseThrow().pid();
		Files.writeString(orders.resolve("i-1.json"), order("i-1", 3, "1-1"));
		Files.writeString(orders.resolve("i-2.json"), order("i-2", 2, "1-1"));
		Files.writeString(orders.resolve("i-3.json"),
				order("i-3", 1, ProcessIdentity.of(ProcessHandle.of(other).orElseThrow()).toString()));
		Files.writeString(orders.resolve("i-4.json"), "{");
		Files.setLastModifiedTime(Files.writeString(orders.resolve("i-5.bytes"), "sent, but never answered"),
				FileTime.fromMillis(0));
		Files.writeString(orders.resolve("i-6.bytes"), "sent just now, to another bus");

		try (TestBus bus = TestBus.start(this.directory)) {
			JsonNode second = ended(bus, "i-2");

			assertThat(job(bus, "i-1").path("state").asString()).isEqualTo("failed");
			assertThat(job(bus, "i-1").toString()).contains("died 3 times");
			assertThat(second.path("state").asString()).isEqualTo("failed");
			assertThat(second.toString()).contains("gone.txt");
			assertThat(bus.get("/memory/ingest/i-3").statusCode()).isEqualTo(404);
		}
		assertThat(kept()).containsExactly("i-3.json", "i-4.json", "i-6.bytes");
	}

	private static String order(String id, int life, String bus) {
		return """
				{"id":"%s","path":"gone.txt","namespace":"default","metadata":"{}","bytes":0,"tries":%d,"bus":"%s"}"""
			.formatted(id, life, bus);
	}

	private List<String> kept() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("home/memory/ingest"))) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	/** So many that embedding them takes long. */
	private static String clauses() {
		return IntStream.range(0, 8_000)
			.mapToObj((i) -> "Clause %d binds party %d to clause %d.".formatted(i, i * 7, i * 13))
			.collect(Collectors.joining(" "));
	}

	private static HttpResponse<String> upload(TestBus bus) {
		String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"letter.txt\"\r\n\r\n"
				+ "The piano was tuned in autumn.\r\n--b--\r\n";
		return bus.send(bus.request("/memory/ingest")
			.header("Content-Type", "multipart/form-data; boundary=b")
			.POST(HttpRequest.BodyPublishers.ofString(form)));
	}

	private static String id(HttpResponse<String> accepted) {
		assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
		return TestBus.json(accepted).path("id").asString();
	}

	private static JsonNode job(TestBus bus, String id) {
		HttpResponse<String> answer = bus.get("/memory/ingest/" + id);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return TestBus.json(answer);
	}

	private static JsonNode ended(TestBus bus, String id) throws InterruptedException {
		BusProcess
			.eventually(() -> List.of("done", "failed", "cancelled").contains(job(bus, id).path("state").asString()));
		return job(bus, id);
	}

}
