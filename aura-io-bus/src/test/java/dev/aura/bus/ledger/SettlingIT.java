package dev.aura.bus.ledger;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills the bus in the middle of one call after another. Each next bus is asked for the
 * call that its predecessor died of, and dies of the next.
 */
class SettlingIT {

	private static final List<Case> CASES = List.of(
			new Case("BEGUN", false, post("write", "/fs/write", "{\"path\":\"new\",\"content\":\"n\"}"), "new", "n"),
			new Case("PLANNED", false, append("append-1", "1"), "log", "01"),
			new Case("ACTED", true, append("append-2", "2"), "log", "012"),
			new Case("ACTED", true,
					post("edit", "/fs/edit", "{\"path\":\"text\",\"oldText\":\"a\",\"newText\":\"aa\"}"), "text", "aa"),
			new Case("ACTED", true, post("move", "/fs/move", "{\"source\":\"from\",\"destination\":\"to\"}"), "to",
					"f"),
			new Case("ACTED", true, new Call("delete", "DELETE", "/fs/delete?path=gone", ""), "text", "aa"),
			new Case("RECORDED", true, append("append-3", "3"), "log", "0123"),
			new Case("PLANNED", false, remember("add-1", "The moon pulls."), "log", "0123"),
			new Case("ACTED", true, remember("add-2", "The sea rises."), "log", "0123"),
			new Case("ACTED", true,
					new Call("correct", "PUT", "/memory/1", "{\"text\":\"The moon pulls at the sea.\"}"), "log",
					"0123"));

	@TempDir
	private Path directory;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Test
	void doesEveryCallOnceWhereverTheBusIsKilled() throws Exception {
		Path workspace = Files.createDirectories(this.directory.resolve("workspace"));
		Files.writeString(workspace.resolve("log"), "0");
		Files.writeString(workspace.resolve("text"), "a");
		Files.writeString(workspace.resolve("from"), "f");
		Files.writeString(workspace.resolve("gone"), "g");
		Case before = null;
		for (Case next : CASES) {
			try (BusProcess bus = start()) {
				if (before != null) {
					requireDoneOnce(before, bus, workspace);
				}
				Files.writeString(fault(), "bus." + next.point() + ":1");
				CompletableFuture<HttpResponse<String>> answer = this.http.sendAsync(request(bus, next.call()),
						HttpResponse.BodyHandlers.ofString());
				BusProcess.eventually(() -> Files.exists(reached()));
				bus.process().destroyForcibly().waitFor();
				Files.delete(reached());
				assertThat(answer).as(next.call().key()).failsWithin(Duration.ofSeconds(10));
			}
			before = next;
		}
		try (BusProcess bus = start()) {
			requireDoneOnce(CASES.getLast(), bus, workspace);
			assertThat(TestBus.json(bus.get("/memory/stats")).path("entries").asInt()).isEqualTo(2);
			assertThat(TestBus.json(bus.get("/memory/1/history")).path("versions").size()).isEqualTo(2);
		}
		assertThat(workspace.resolve("gone")).doesNotExist();
		assertThat(workspace.resolve("from")).doesNotExist();
	}

	private void requireDoneOnce(Case cutOff, BusProcess bus, Path workspace) throws Exception {
		HttpResponse<String> first = send(bus, cutOff.call());
		assertThat(first.statusCode()).as(cutOff + ": " + first.body()).isEqualTo(200);
		assertThat(first.headers().firstValue("Idempotency-Replayed").isPresent()).as(cutOff.toString())
			.isEqualTo(cutOff.acted());
		HttpResponse<String> second = send(bus, cutOff.call());
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(workspace.resolve(cutOff.file())).as(cutOff.toString()).hasContent(cutOff.content());
	}

	private static Call append(String key, String content) {
		return post(key, "/fs/write", "{\"path\":\"log\",\"content\":\"" + content + "\",\"mode\":\"append\"}");
	}

	private static Call remember(String key, String text) {
		return post(key, "/memory/add", "{\"text\":\"" + text + "\",\"duplicates\":\"keep\"}");
	}

	private static Call post(String key, String target, String body) {
		return new Call(key, "POST", target, body);
	}

	private BusProcess start() throws Exception {
		return BusProcess.start(this.directory, List.of(), Map.of("AURA_FAULT", fault().toString()));
	}

	private Path fault() {
		return this.directory.resolve("fault");
	}

	private Path reached() {
		return this.directory.resolve("fault.reached");
	}

	private HttpResponse<String> send(BusProcess bus, Call call) throws IOException, InterruptedException {
		return this.http.send(request(bus, call), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest request(BusProcess bus, Call call) {
		return HttpRequest.newBuilder(bus.address().resolve(call.target()))
			.header("Authorization", "Bearer " + TestBus.TOKEN)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", call.key())
			.method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()))
			.build();
	}

	/** A call under a key. */
	private record Call(String key, String method, String target, String body) {
	}

	/**
	 * A call and the place in the protocol where the bus dies of it.
	 *
	 * @param acted whether it had acted by then, so that its answer is given without
	 * acting
	 * @param file that must have the content afterwards
	 */
	private record Case(String point, boolean acted, Call call, String file, String content) {
	}

}
