package dev.aura.bus.ledger;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotencyTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void actsOnceHoweverOftenTheSameCallIsMade() throws Exception {
		String body = "{\"path\":\"once.txt\",\"content\":\"x\",\"mode\":\"append\"}";
		List<HttpResponse<String>> answers = IntStream.range(0, 5).mapToObj((i) -> write("once", body)).toList();
		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.body()).isEqualTo(answers.getFirst().body());
		});
		assertThat(answers.getFirst().headers().firstValue("Idempotency-Replayed")).isEmpty();
		assertThat(answers.getLast().headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(Files.readString(bus.workspace().resolve("once.txt"))).isEqualTo("x");
	}

	@Test
	void refusesTheKeyOfAnotherRequest() throws Exception {
		write("reused", "{\"path\":\"reused.txt\",\"content\":\"first\"}");
		HttpResponse<String> other = write("reused", "{\"path\":\"reused.txt\",\"content\":\"second\"}");
		assertThat(other.statusCode()).isEqualTo(422);
		assertThat(TestBus.json(other).path("type").asString()).isEqualTo("urn:aura:problem:idempotency-key-reused");
		assertThat(Files.readString(bus.workspace().resolve("reused.txt"))).isEqualTo("first");
	}

	@Test
	void recordsStreamedBytesAsWell() throws Exception {
		assertThat(put("raw", "one").statusCode()).isEqualTo(200);
		assertThat(put("raw", "one").headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(put("raw", "two").statusCode()).isEqualTo(422);
		assertThat(Files.readString(bus.workspace().resolve("raw.bin"))).isEqualTo("one");
	}

	@Test
	void recordsARefusalAsTheFirstResult() {
		String body = "{\"path\":\"../outside\",\"content\":\"x\"}";
		HttpResponse<String> first = write("refusal", body);
		HttpResponse<String> second = write("refusal", body);
		assertThat(first.statusCode()).isEqualTo(403);
		assertThat(second.statusCode()).isEqualTo(403);
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.headers().firstValue("Content-Type")).contains("application/problem+json");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 256 })
	void refusesAKeyOfTheWrongLength(int length) {
		assertThat(write("k".repeat(length), "{\"path\":\"a\",\"content\":\"\"}").statusCode()).isEqualTo(400);
	}

	@Test
	void takesAKeyOfTheGreatestLength() {
		assertThat(write("k".repeat(255), "{\"path\":\"longest\",\"content\":\"\"}").statusCode()).isEqualTo(200);
	}

	private static HttpResponse<String> write(String key, String body) {
		return bus.send(bus.request("/fs/write")
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private static HttpResponse<String> put(String key, String content) {
		return bus.send(bus.request("/fs/raw/raw.bin")
			.header("Idempotency-Key", key)
			.PUT(HttpRequest.BodyPublishers.ofString(content)));
	}

}
