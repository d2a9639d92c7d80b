package dev.aura.bus.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.aura.bus.BusProcess;
import dev.aura.bus.RawHttp;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CutOffTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.tier=microvm");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void answersThatACallIsInFlightUntilItIsAnswered() throws Exception {
		try (RawHttp upload = RawHttp.connect(bus)) {
			upload.send(head("/fs/raw/slow.bin", "slow", 6)).send("abc");
			BusProcess.eventually(CutOffTest::isUploading);
			HttpResponse<String> meanwhile = put("slow.bin", "slow", "abcdef");
			assertThat(meanwhile.statusCode()).isEqualTo(409);
			assertThat(TestBus.json(meanwhile).path("outcome").asString()).isEqualTo("inFlight");
			assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();

			assertThat(upload.send("def").answer().status()).isEqualTo(200);
		}
		HttpResponse<String> afterwards = put("slow.bin", "slow", "abcdef");
		assertThat(afterwards.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(bus.workspace().resolve("slow.bin")).hasContent("abcdef");
	}

	@Test
	void freesTheKeyOfAnUploadThatNeverArrivedWhole() throws Exception {
		try (RawHttp upload = RawHttp.connect(bus)) {
			upload.send(head("/fs/raw/cut.bin", "cut", 6)).send("abc");
			assertThat(upload.end().answer().status()).isEqualTo(400);
		}
		assertThat(bus.workspace().resolve("cut.bin")).doesNotExist();
		HttpResponse<String> retried = put("cut.bin", "cut", "abcdef");
		assertThat(retried.statusCode()).isEqualTo(200);
		assertThat(retried.headers().firstValue("Idempotency-Replayed")).isEmpty();
		assertThat(bus.workspace().resolve("cut.bin")).hasContent("abcdef");
	}

	@Test
	void freesTheKeyOfAnUploadThatWasRefusedUnread() throws Exception {
		try (RawHttp upload = RawHttp.connect(bus)) {
			upload.send(head("/fs/raw/../outside", "refused", 1_000_000_000)).send("abc");
			assertThat(upload.end().answer().status()).isBetween(400, 404);
		}
		assertThat(put("inside.bin", "refused", "abc").statusCode()).isEqualTo(200);
	}

	@Test
	void recordsACallWhoseCallerWentAway() throws Exception {
		String body = "{\"path\":\"gone.txt\",\"content\":\"x\",\"mode\":\"append\"}";
		try (RawHttp caller = RawHttp.connect(bus)) {
			caller.send(head("/fs/write", "gone", body.length()).replace("PUT", "POST")).send(body);
		}
		Path file = bus.workspace().resolve("gone.txt");
		BusProcess.eventually(() -> Files.exists(file));
		BusProcess.eventually(() -> write("gone", body).statusCode() == 200);
		assertThat(write("gone", body).headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(file).hasContent("x");
	}

	@Test
	void doesNotRecordThatAPeripheralWasNotAvailable() {
		String body = "{\"language\":\"bash\",\"code\":\"true\"}";
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> answer = post("/sandbox/execute", "unavailable", body);
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
			assertThat(answer.headers().map()).doesNotContainKey("idempotency-replayed");
		}
		assertThat(write("unavailable", "{\"path\":\"free.txt\",\"content\":\"\"}").statusCode()).isEqualTo(200);
	}

	/** Whether a file is in the making. */
	private static boolean isUploading() {
		try (Stream<Path> files = Files.list(bus.workspace())) {
			return files.anyMatch((file) -> file.toString().endsWith(".tmp"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String head(String path, String key, int length) {
		return """
				PUT %s HTTP/1.1\r
				Host: 127.0.0.1\r
				Authorization: Bearer %s\r
				Idempotency-Key: %s\r
				Content-Type: application/json\r
				Content-Length: %d\r
				Connection: close\r
				\r
				""".formatted(path, TestBus.TOKEN, key, length);
	}

	private static HttpResponse<String> put(String path, String key, String content) {
		return bus.send(bus.request("/fs/raw/" + path)
			.header("Idempotency-Key", key)
			.PUT(HttpRequest.BodyPublishers.ofString(content)));
	}

	private static HttpResponse<String> write(String key, String body) {
		return post("/fs/write", key, body);
	}

	private static HttpResponse<String> post(String path, String key, String body) {
		return bus.send(bus.request(path)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

}
