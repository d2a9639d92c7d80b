package dev.aura.bus.fs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class RawControllerTest {

	private static final byte[] bytes = bytes(100_000);

	@TempDir
	static Path directory;

	private static TestBus bus;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@BeforeAll
	static void start() throws Exception {
		bus = TestBus.start(directory, "aura.fs.max-file=1MB");
		Files.write(bus.workspace().resolve("bytes"), bytes);
		Files.write(bus.workspace().resolve("empty"), new byte[0]);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/octet-stream", "application/x-www-form-urlencoded",
			"multipart/form-data; boundary=x", "application/json", "text/html; charset=utf-16" })
	void storesAndAnswersAnyBytes(String type) throws Exception {
		HttpResponse<String> stored = bus.send(bus.request("/fs/raw/put/%F0%9F%98%80%20a")
			.header("Content-Type", type)
			.PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
		assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
		assertThat(TestBus.json(stored).path("path").asString()).isEqualTo("put/\ud83d\ude00 a");
		assertThat(TestBus.json(stored).path("size").asLong()).isEqualTo(bytes.length);
		assertThat(TestBus.json(stored).path("sha256").asString())
			.isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
		assertThat(get("put/%F0%9F%98%80%20a").body()).isEqualTo(bytes);
	}

	@Test
	void storesWhatComesInChunks() {
		HttpResponse<String> stored = bus.send(bus.request("/fs/raw/chunked")
			.PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
		assertThat(TestBus.json(stored).path("size").asLong()).isEqualTo(bytes.length);
	}

	@Test
	void saysWhatItAnswers() throws Exception {
		HttpResponse<byte[]> response = get("bytes");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
		assertThat(response.headers().firstValue("Content-Length")).hasValue("100000");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("Accept-Ranges")).hasValue("bytes");
		HttpResponse<byte[]> head = this.http.send(
				bus.request("/fs/raw/bytes").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
				HttpResponse.BodyHandlers.ofByteArray());
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Content-Length")).hasValue("100000");
		assertThat(head.body()).isEmpty();
		assertThat(get("empty").body()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-0,0,1", "bytes=10-19,10,20", "bytes=99990-,99990,100000", "bytes=-5,99995,100000",
			"bytes=5-999999999,5,100000", "bytes=-999999999,0,100000" })
	void answersAPart(String range, int start, int end) throws Exception {
		HttpResponse<byte[]> response = get("bytes", "Range", range);
		assertThat(response.statusCode()).isEqualTo(206);
		assertThat(response.headers().firstValue("Content-Range"))
			.hasValue("bytes %d-%d/100000".formatted(start, end - 1));
		assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, start, end));
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes=0-1,5-6", "bytes=x", "lines=1-2", "bytes=9-5", "bytes=99999999999999999999-" })
	void answersTheWholeToRangesItDoesNotKnow(String range) throws Exception {
		assertThat(get("bytes", "Range", range).statusCode()).isEqualTo(200);
	}

	@Test
	void answersTheWholeToARangeOfAnotherVersion() throws Exception {
		assertThat(get("bytes", "Range", "bytes=1-2", "If-Range", "\"x\"").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "bytes,bytes=100000-,bytes */100000", "empty,bytes=0-,bytes */0", "empty,bytes=-1,bytes */0" })
	void refusesARangePastTheEnd(String file, String range, String expected) throws Exception {
		HttpResponse<byte[]> response = get(file, "Range", range);
		assertThat(response.statusCode()).isEqualTo(416);
		assertThat(response.headers().firstValue("Content-Range")).hasValue(expected);
		assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("range-not-satisfiable");
	}

	@Test
	void refusesWhatIsTooLargeAnnouncedOrNot() throws Exception {
		Files.writeString(bus.workspace().resolve("large"), "old");
		byte[] large = bytes(1024 * 1024 + 1);
		assertThat(
				bus.send(bus.request("/fs/raw/large").PUT(HttpRequest.BodyPublishers.ofByteArray(large))).statusCode())
			.isEqualTo(413);
		assertThat(bus
			.send(bus.request("/fs/raw/large")
				.PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
			.statusCode()).isEqualTo(413);
		assertThat(bus.workspace().resolve("large")).hasContent("old");
		assertNothingHidden();
	}

	@Test
	void refusesToPutAPart() {
		HttpResponse<String> response = bus.send(bus.request("/fs/raw/bytes")
			.header("Content-Range", "bytes 0-1/100000")
			.PUT(HttpRequest.BodyPublishers.ofString("xy")));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(bus.workspace().resolve("bytes")).hasBinaryContent(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 1000\r\n\r\nnew", "Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n" })
	void leavesTheOldFileWhenTheBodyIsCutOff(String rest) throws Exception {
		Path file = Files.writeString(bus.workspace().resolve("cut"), "old");
		try (Socket socket = connect()) {
			request(socket, "PUT /fs/raw/cut", rest);
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes();
		}
		assertNothingHidden();
		assertThat(file).hasContent("old");
	}

	@Test
	void cutsTheConnectionWhenTheFileShrinks() throws Exception {
		Path file = bus.workspace().resolve("shrinks");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
			// Larger than what the sockets buffer, so that the bus is still sending.
			channel.write(ByteBuffer.wrap(new byte[1]), 64 * 1024 * 1024);
			try (Socket socket = connect()) {
				request(socket, "GET /fs/raw/shrinks", "\r\n");
				InputStream in = socket.getInputStream();
				assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
				channel.truncate(1);
				assertThat(rest(in)).doesNotContain("urn:aura");
			}
		}
	}

	/** The end of what a connection has, until it is closed or reset. */
	private static String rest(InputStream in) {
		byte[] last = new byte[0];
		try {
			for (byte[] next = in.readNBytes(65536); next.length > 0; next = in.readNBytes(65536)) {
				last = next;
			}
		}
		catch (IOException ex) {
			// A reset ends it too.
		}
		return new String(last, StandardCharsets.ISO_8859_1);
	}

	@Test
	void refusesFolders() throws Exception {
		Files.createDirectories(bus.workspace().resolve("folder"));
		assertThat(get("folder").statusCode()).isEqualTo(422);
		assertThat(get("").statusCode()).isEqualTo(422);
		assertThat(get("absent").statusCode()).isEqualTo(404);
		assertThat(bus.send(bus.request("/fs/raw/folder").PUT(HttpRequest.BodyPublishers.ofString("x"))).statusCode())
			.isEqualTo(409);
	}

	private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
		HttpRequest.Builder request = bus.request("/fs/raw/" + path);
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
	}

	private static Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", bus.uri("/").getPort());
		socket.setSoTimeout(60_000);
		return socket;
	}

	private static void request(Socket socket, String line, String rest) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + TestBus.TOKEN
				+ "\r\n" + rest)
			.getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

	private static void assertNothingHidden() {
		try (Stream<Path> files = Files.walk(bus.workspace())) {
			assertThat(files.filter((path) -> TemporaryName.is(path.getFileName()))).isEmpty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] bytes(int length) {
		byte[] random = new byte[length];
		new Random(7).nextBytes(random);
		return random;
	}

}
