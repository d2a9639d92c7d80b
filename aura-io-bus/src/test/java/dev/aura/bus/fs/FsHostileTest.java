package dev.aura.bus.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Paths that try to lead outside, to block, or to break the bus. */
@Timeout(60)
class FsHostileTest {

	private static final String SECRET = "the-secret-outside";

	@TempDir
	static Path directory;

	private static TestBus bus;

	private static Map<String, String> outside;

	@BeforeAll
	static void start() throws Exception {
		Path elsewhere = Files.createDirectories(directory.resolve("outside/folder"));
		Files.writeString(elsewhere.resolve("secret"), SECRET);
		Files.writeString(directory.resolve("outside/secret"), SECRET);
		bus = TestBus.start(directory);
		Path workspace = bus.workspace();
		Files.writeString(workspace.resolve("file"), "text\n");
		Files.createDirectories(workspace.resolve("folder/sub"));
		Files.createSymbolicLink(workspace.resolve("to-etc"), Path.of("/etc"));
		Files.createSymbolicLink(workspace.resolve("to-passwd"), Path.of("/etc/passwd"));
		Files.createSymbolicLink(workspace.resolve("to-outside"), directory.resolve("outside"));
		Files.createSymbolicLink(workspace.resolve("to-secret"), Path.of("../outside/secret"));
		Files.createSymbolicLink(workspace.resolve("to-file"), Path.of("file"));
		Files.createSymbolicLink(workspace.resolve("to-folder"), Path.of("folder"));
		Files.createSymbolicLink(workspace.resolve("to-itself"), Path.of("to-itself"));
		Files.createSymbolicLink(workspace.resolve("to-nothing"), directory.resolve("outside/new"));
		Files.createSymbolicLink(workspace.resolve("folder/up"), Path.of("../.."));
		Files.createSymbolicLink(workspace.resolve("to-proc"), Path.of("/proc/self/root"));
		Pipes.make(workspace.resolve("pipe"));
		outside = everythingOutside();
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	/** The path, percent-encoded for a query, and the status of reading it. */
	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "../outside/secret 403", "%2e%2e%2foutside%2fsecret 403",
			"%2e%2e/outside/secret 403", "..%2f..%2f..%2fetc%2fpasswd 403", "folder/../../outside/secret 403",
			"./../outside/secret 403", "folder/.. 403", "folder/../file 403", "//etc/passwd 403", "/etc/passwd 403",
			"%2fetc%2fpasswd 403", "file/../../outside/secret 403", "%252e%252e%252fetc 404",
			"..%5c..%5cetc%5cpasswd 404", "C:%5cwindows 404", "%5c%5cserver%5cshare 404", "file://etc/passwd 404",
			"~/.ssh/id_rsa 404", "$HOME 404", "file%00 422", "file%00.txt 422", "%00 422", "a%00/../../etc/passwd 422",
			"%c0%ae%c0%ae/etc/passwd 400", "%e0%80%ae%e0%80%ae/etc 400", "%ff%fe 400", "%ef%bc%8e%ef%bc%8e/etc 404",
			"%e2%80%a5/etc 404", "..%e2%88%95etc 404", "..%ef%bc%8fetc 404", "%e2%80%ae/etc 404", "%ef%bb%bffile 404",
			"file%0a 404", "file%0d%0aX-Injected:1 404", "%1b%5b31mfile 404", "%7f 404", "file/ 200", "./file 200",
			"file//. 200", ".//file 200", "... 404", ".../file 404", "'%20' 404", "%20file 404", "file%20 404",
			"file. 404", "FILE 404", "file:ads 404", "file;x 404", "to-etc 403", "to-etc/passwd 403", "to-passwd 403",
			"to-outside/secret 403", "to-outside/folder/secret 403", "to-secret 403", "to-file 403", "to-folder 403",
			"to-folder/sub 403", "to-itself 403", "to-itself/x 403", "to-nothing 403", "folder/up/outside/secret 403",
			"to-proc/etc/passwd 403", "to-etc/../file 403", "pipe 403", "pipe/x 403", "folder 422", "file/below 404",
			".aura-0123456789abcdef.tmp 422", "'' 422", ". 422", "%2e 422" })
	void readsNothingOutside(String path, int status) {
		check(bus.get("/fs/read?path=" + path), status);
		check(bus.get("/fs/search?query=.&path=" + path), path.isEmpty() || status == 422 ? 0 : status);
		check(bus.get("/fs/list?path=" + path), path.isEmpty() || status == 422 ? 0 : status);
	}

	/** The path as it stands in the address. 400 is what the container itself refuses. */
	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "../outside/secret 403", "%2e%2e/outside/secret 403", "%2e%2e%2foutside%2fsecret 400",
					"folder/%2e%2e/%2e%2e/outside/secret 403", "..;/outside/secret 403", "/etc/passwd 403",
					"%2fetc%2fpasswd 400", "file%00 400", "..%5coutside 400", "%c0%ae%c0%ae/etc/passwd 400", "%ff 400",
					"file%0a 404", "%1b 404", "file;/../../outside 403", "to-secret 403", "to-outside/secret 403",
					"to-etc/shadow 403", "pipe 403", "folder 422", "%ef%bc%8e%ef%bc%8e/x 404" })
	void answersNoBytesFromOutside(String path, int status) throws IOException {
		String answer = raw("GET /fs/raw/" + path);
		assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain(SECRET).doesNotContain("root:");
		raw("PUT /fs/raw/" + path);
		assertUntouched();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "../outside/secret 403", "../outside/new 403", "/tmp/aura-hostile 403", "to-etc/new 403",
					"to-outside/new 403", "to-outside/a/b/c 403", "to-outside/folder/secret 403", "to-secret 403",
					"to-nothing 403", "to-file 403", "to-itself 403", "folder/up/new 403", "pipe 403", "pipe/x 409",
					"file/x 409", "folder 409", "'' 422", ". 422", "to-folder/new 403" })
	void writesNothingOutside(String path, int status) {
		for (String mode : List.of("overwrite", "append", "create")) {
			check(bus.post("/fs/write", Map.of("path", path, "content", "hacked", "mode", mode)),
					path.equals("pipe/x") ? 403 : status);
		}
		check(bus.post("/fs/move", Map.of("source", "file", "destination", path)), 0);
		assertThat(bus.workspace().resolve("file")).hasContent("text\n");
		if (!path.startsWith("file")) {
			check(bus.post("/fs/edit", Map.of("path", path, "oldText", "e", "newText", "hacked", "replaceAll", true)),
					0);
		}
		assertUntouched();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "../outside/secret 403", "to-outside/secret 403", "to-etc/passwd 403",
			"folder/up/outside/secret 403", "'' 422", ". 422", ".. 403", "folder 409", "pipe/x 403" })
	void deletesAndMovesNothingOutside(String path, int status) {
		check(bus.delete("/fs/delete?path=" + path), status);
		if (!path.equals("folder")) {
			check(bus.post("/fs/move", Map.of("source", path, "destination", "stolen")), status);
		}
		assertUntouched();
	}

	static Stream<String> oddNames() {
		return Stream.of("new\nline", "esc\u001b[2J", "tab\t", "\\", "..\\x", "a\\..\\..\\b", "\u202egnp.exe", "\ufeff",
				"-rf", "*", "$(id)", "`id`", "a'b\"c", " ", "...", "\ud83d\ude00", "a\u0301", "\u00e1", "CON",
				"nul.txt", "%2e%2e", "%00", "a".repeat(255), "x/".repeat(300) + "deep");
	}

	@ParameterizedTest
	@MethodSource("oddNames")
	void takesOddNamesForNames(String name) {
		check(bus.post("/fs/write", Map.of("path", "odd/" + name, "content", "x")), 200);
		HttpResponse<String> read = bus
			.get("/fs/read?path=odd/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
		check(read, 200);
		assertThat(TestBus.json(read).path("path").asString()).isEqualTo("odd/" + name);
		check(bus.get("/fs/list?path=odd&recursive=true"), 200);
		assertUntouched();
	}

	static Stream<String> impossiblePaths() {
		return Stream.of("\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a/\\udfff\"", "\"\\ud800\\ud800\"",
				"\"" + "a".repeat(256) + "\"", "\"" + "\u00e9".repeat(128) + "\"", "\"" + "a/".repeat(2049) + "\"",
				"\"" + "a".repeat(100_000) + "\"", "\"" + "\ud83d\ude00".repeat(64) + "\\ud83d\"");
	}

	@ParameterizedTest
	@MethodSource("impossiblePaths")
	void refusesPathsThatCannotBe(String json) {
		for (String body : List.of("{\"path\":%s,\"content\":\"x\"}",
				"{\"path\":%s,\"content\":\"x\",\"mode\":\"append\"}")) {
			check(post("/fs/write", body.formatted(json)), 422);
		}
		check(post("/fs/edit", "{\"path\":%s,\"oldText\":\"a\",\"newText\":\"b\"}".formatted(json)), 422);
		check(post("/fs/move", "{\"source\":%s,\"destination\":\"b\"}".formatted(json)), 422);
		check(post("/fs/move", "{\"source\":\"file\",\"destination\":%s}".formatted(json)), 422);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"path\":1,\"content\":\"x\"}|0", "{\"path\":null,\"content\":\"x\"}|400",
			"{\"path\":[\"a\"],\"content\":\"x\"}|400", "{\"path\":\"a\"}|400", "{\"path\":\"a\",\"content\":{}}|400",
			"[]|400", "x|400", "''|400", "{\"path\":\"a\",\"content\":\"\\ud800\"}|422",
			"{\"path\":\"a\",\"content\":\"x\",\"mode\":\"delete\"}|400" })
	void refusesMalformedWrites(String body, int status) {
		check(post("/fs/write", body), status);
	}

	@Test
	void opensNoDevice() throws Exception {
		Assumptions.assumeTrue(Pipes.makeDevice(bus.workspace().resolve("zero")), "only root can make a device");
		check(bus.get("/fs/read?path=zero"), 403);
		check(bus.get("/fs/raw/zero"), 403);
		check(bus.get("/fs/search?query=x&path=zero"), 403);
		check(bus.post("/fs/write", Map.of("path", "zero", "content", "x")), 403);
		check(bus.delete("/fs/delete?path=zero"), 200);
	}

	@Test
	void survivesFoldersNestedWithoutEnd() throws Exception {
		Path path = bus.workspace().resolve("nested");
		for (int depth = 0; depth < 400; depth++) {
			path = path.resolve("d");
		}
		Files.createDirectories(path);
		HttpResponse<String> listed = bus.get("/fs/list?path=nested&recursive=true");
		check(listed, 200);
		assertThat(TestBus.json(listed).path("truncated").asBoolean()).isTrue();
		check(bus.get("/fs/search?query=x&path=nested"), 200);
	}

	@Test
	void searchesNothingBehindLinksAndPipes() {
		HttpResponse<String> found = bus.get("/fs/search?query=" + SECRET);
		check(found, 200);
		assertThat(TestBus.json(found).path("matches")).isEmpty();
	}

	@Test
	void readsWhatHasAnotherName() throws Exception {
		Files.createLink(bus.workspace().resolve("second"), bus.workspace().resolve("file"));
		check(bus.get("/fs/read?path=second"), 200);
		check(bus.delete("/fs/delete?path=second"), 200);
	}

	/** Zero stands for any status below 500. */
	private static void check(HttpResponse<String> response, int status) {
		if (status == 0) {
			assertThat(response.statusCode()).as(response.body()).isLessThan(500);
		}
		else {
			assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		}
		assertThat(response.body()).doesNotContain(directory.toString())
			.doesNotContain("root:")
			.doesNotContain("Exception")
			.doesNotContain("dev.aura");
		if (response.statusCode() >= 400) {
			assertThat(TestBus.json(response).path("type").asString()).startsWith("urn:aura:problem:");
			assertThat(response.body()).doesNotContain(SECRET);
		}
		assertUntouched();
	}

	private static void assertUntouched() {
		try {
			assertThat(everythingOutside()).isEqualTo(outside);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(Path.of("/tmp/aura-hostile")).doesNotExist();
		assertThat(Path.of("/etc/new")).doesNotExist();
	}

	private static Map<String, String> everythingOutside() throws IOException {
		Map<String, String> contents = new TreeMap<>();
		try (Stream<Path> files = Files.walk(directory.resolve("outside"))) {
			for (Path file : files.toList()) {
				contents.put(file.toString(), Files.isDirectory(file) ? "" : Files.readString(file));
			}
		}
		try (Stream<Path> files = Files.list(directory)) {
			files.forEach((file) -> contents.put(file.toString(), ""));
		}
		return contents;
	}

	private static HttpResponse<String> post(String path, String json) {
		return bus.send(bus.request(path)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	/** What the bus answers to an address that no well-behaved client would send. */
	private static String raw(String line) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", bus.uri("/").getPort())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream()
				.write((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
						+ "Authorization: Bearer " + TestBus.TOKEN + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
