package dev.aura.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HubTest {

	private static final int SIZE = 300_000;

	@StartStop
	private final MockWebServer server = new MockWebServer();

	@TempDir
	private Path folder;

	private final byte[] weights = new byte[SIZE];

	private final List<String> asked = new ArrayList<>();

	private volatile int cutAfter = SIZE;

	private volatile int stallAfter = SIZE;

	private String sha256 = "";

	@BeforeEach
	void serveAsAHubDoes() throws IOException {
		new Random(7).nextBytes(this.weights);
		this.sha256 = Checksum.of(Files.write(this.folder.resolve("original"), this.weights));
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				return answer(request);
			}
		});
	}

	@Test
	void bringsWeightsOnce() throws IOException {
		WeightCache cache = cache();

		Path file = cache.bring(model(this.sha256), Notices.SILENT);
		cache.bring(model(this.sha256), Notices.SILENT);

		assertThat(file).hasBinaryContent(this.weights);
		assertThat(this.asked).containsExactly("HEAD /tiny/file", "GET /storage ");
	}

	@Test
	void goesOnWhereTheConnectionBroke() throws IOException {
		this.cutAfter = 100_000;
		WeightCache cache = cache();
		assertThatExceptionOfType(LocalModelException.class)
			.isThrownBy(() -> cache.bring(model(this.sha256), Notices.SILENT))
			.withMessageContaining("By hand: ");
		this.cutAfter = SIZE;

		assertThat(cache.bring(model(this.sha256), Notices.SILENT)).hasBinaryContent(this.weights);

		assertThat(this.asked.getLast()).isEqualTo("GET /storage bytes=100000-");
	}

	@Test
	void givesUpADownloadThatStallsAndGoesOnThereTheNextTime() throws IOException {
		this.stallAfter = 100_000;
		WeightCache impatient = new WeightCache(this.folder.resolve("cache"),
				List.of(new Hub(this.server.url("/").uri(), Duration.ofSeconds(1))));

		assertThatExceptionOfType(LocalModelException.class)
			.isThrownBy(() -> impatient.bring(model(this.sha256), Notices.SILENT))
			.withMessageContaining("nothing came for 1 s");
		this.stallAfter = SIZE;

		assertThat(cache().bring(model(this.sha256), Notices.SILENT)).hasBinaryContent(this.weights);
		assertThat(this.asked.getLast()).matches("GET /storage bytes=[1-9][0-9]*-");
	}

	@Test
	void refusesWeightsThatAreNotWhatTheyShouldBe() {
		String other = "0".repeat(64);

		assertThatExceptionOfType(LocalModelException.class)
			.isThrownBy(() -> cache().bring(model(other), Notices.SILENT))
			.withMessageContaining("its SHA-256 is " + this.sha256 + ", expected " + other);

		assertThat(this.folder.resolve("cache/tiny.gguf")).doesNotExist();
	}

	@Test
	void takesTheHubsOwnChecksumWhereNobodyElsePublishedOne() {
		assertThat(cache().bring(model(null), Notices.SILENT)).hasBinaryContent(this.weights);
	}

	@Test
	void saysWhatItBringsHowBigItIsAndWhereFromBeforeItDoes() {
		List<String> said = new ArrayList<>();
		cache().bring(model(this.sha256), new Notices() {
			@Override
			public void say(String line) {
				said.add(line + " after " + HubTest.this.asked.size());
			}

			@Override
			public void progress(String what, long done, long of) {
				said.add(what);
			}
		});

		assertThat(said.getFirst()).isEqualTo("downloading the model tiny, about 1 MB, licence Apache-2.0, from "
				+ this.server.url("/tiny/file") + " after 0");
		assertThat(said).contains("tiny");
	}

	private MockResponse answer(RecordedRequest request) {
		String range = Optional.ofNullable(request.getHeaders().get("Range")).orElse("");
		if (request.getMethod().equals("HEAD")) {
			this.asked.add("HEAD " + request.getTarget());
			return new MockResponse.Builder().code(302)
				.addHeader("Location", "/storage")
				.addHeader("X-Linked-Size", SIZE)
				.addHeader("X-Linked-ETag", "\"" + this.sha256 + "\"")
				.build();
		}
		this.asked.add("GET " + request.getTarget() + " " + range);
		int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
		Buffer body = new Buffer().write(Arrays.copyOfRange(this.weights, from, Math.max(from, this.cutAfter)));
		MockResponse.Builder response = new MockResponse.Builder().code(range.isEmpty() ? 200 : 206).body(body);
		return (this.stallAfter < SIZE) ? response.throttleBody(this.stallAfter, 1, TimeUnit.HOURS).build()
				: response.build();
	}

	private WeightCache cache() {
		return new WeightCache(this.folder.resolve("cache"), List.of(new Hub(this.server.url("/").uri())));
	}

	private static CatalogueModel model(@Nullable String sha256) {
		return new CatalogueModel("tiny", "tiny.gguf", SIZE, "Apache-2.0", 1, true, sha256, "tiny/file", List.of(),
				"a test");
	}

	@Test
	void hashesAsOthersDo() throws IOException {
		assertThat(Checksum.of(Files.writeString(this.folder.resolve("abc"), "abc")))
			.isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		assertThat(HexFormat.of().parseHex(this.sha256)).hasSize(32);
	}

}
