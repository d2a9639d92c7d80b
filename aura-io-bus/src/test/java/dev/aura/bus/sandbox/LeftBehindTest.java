package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a program leaves in the workspace is taken over by {@code /fs} without harm. */
class LeftBehindTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void leave() throws Exception {
		bus = TestBus.start(directory);
		sandbox = Sandbox.isolated(bus);
		Files.writeString(directory.resolve("secret"), "the-secret-outside");
		JsonNode result = sandbox.run("python",
				"""
						import os, socket, zipfile
						os.symlink('/etc/shadow', 'shadow'); os.symlink('../secret', 'relative'); os.symlink('/', 'root')
						os.symlink('loop', 'loop'); os.symlink('file', 'inner'); os.symlink('../home', 'home')
						os.mkfifo('pipe'); os.mkfifo('executable-pipe', 0o755)
						socket.socket(socket.AF_UNIX).bind('socket')
						open('file', 'w').write('text'); os.link('file', 'second'); os.link('pipe', 'second-pipe')
						open('closed', 'w').write('text'); os.chmod('closed', 0)
						os.mkdir('dark'); open('dark/file', 'w').write('text'); os.chmod('dark', 0)
						open('program', 'w').write('text'); os.chmod('program', 0o777)
						for name in (b'line\\nbreak', b'\\xff\\xfe', b'\\x1b[31mred', b'back\\\\slash', b' ', b'-rf', b'\\xe2\\x80\\xae', b'a' * 255):
						    open(os.path.join(b'odd', name) if os.path.isdir(b'odd') or os.mkdir(b'odd') is None else name, 'w').close()
						with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as bomb:
						    bomb.writestr('zeros', bytes(50_000_000))
						with open('sparse', 'wb') as f:
						    f.truncate(1_000_000_000)
						print('left')
						""",
				60);
		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("left\n");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow", "relative", "root", "root/etc/passwd", "loop", "inner", "home/token", "pipe",
			"executable-pipe", "second-pipe", "socket" })
	void refusesWhatIsNoFileWithoutWaiting(String path) {
		for (String call : List.of("/fs/read?path=", "/fs/raw/")) {
			HttpResponse<String> response = bus.get(call + path);

			assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
			assertThat(response.body()).doesNotContain("the-secret-outside");
		}
		assertThat(fastestOf(5, () -> bus.get("/fs/read?path=" + path))).isLessThan(Duration.ofMillis(100));
	}

	@ParameterizedTest
	@ValueSource(strings = { "pipe", "executable-pipe", "shadow", "socket" })
	void writesThroughNothing(String path) {
		assertThat(bus.post("/fs/write", Map.of("path", path, "content", "x", "mode", "append")).statusCode())
			.isEqualTo(403);
		assertThat(bus.post("/fs/edit", Map.of("path", path, "oldText", "x", "newText", "y")).statusCode())
			.isEqualTo(403);
	}

	@Test
	void isNotHeldUpByAHundredReadersOfPipes() {
		List<CompletableFuture<HttpResponse<String>>> readers = IntStream.range(0, 100)
			.mapToObj((index) -> CompletableFuture.supplyAsync(
					() -> bus.get("/fs/raw/" + ((index % 2 == 0) ? "pipe" : "executable-pipe")),
					Thread::startVirtualThread))
			.toList();

		assertThat(bus.get("/fs/read?path=file").statusCode()).isEqualTo(200);
		assertThat(readers).allSatisfy((reader) -> assertThat(reader.join().statusCode()).isEqualTo(403));
	}

	@ParameterizedTest
	@CsvSource({ "file, 4", "second, 4", "program, 4" })
	void readsWhatIsAFile(String path, long size) {
		JsonNode result = TestBus.json(bus.get("/fs/read?path=" + path));

		assertThat(result.path("size").asLong()).isEqualTo(size);
		assertThat(result.path("content").asString()).isEqualTo("text");
	}

	@ParameterizedTest
	@ValueSource(strings = { "closed", "dark/file" })
	void answersForWhatItMayOrMayNotRead(String path) {
		assertThat(bus.get("/fs/read?path=" + path).statusCode()).isIn(200, 403);
	}

	@Test
	void listsOddNamesAsTextThatIsJson() {
		HttpResponse<String> response = bus.get("/fs/list?path=odd");

		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(TestBus.json(response).path("entries")).hasSizeGreaterThanOrEqualTo(7);
		assertThat(response.body()).doesNotContain("\u001b", "\n");
	}

	@Test
	void readsACompressedOrSparseFileWithoutUnpackingIt() {
		assertThat(bus.get("/fs/read?path=bomb.zip").statusCode()).isIn(413, 415, 422);
		assertThat(bus.get("/fs/read?path=sparse&limit=1").statusCode()).isIn(413, 415, 422);
		assertThat(bus.get("/fs/search?query=zeros").statusCode()).isEqualTo(200);
	}

	@Test
	void leavesNoFileThatLendsRights() throws Exception {
		sandbox.bash("cp /usr/bin/env lent; chmod 6755 lent; mkdir -m 2777 folder; install -m 4755 /usr/bin/env lent2");

		try (var files = Files.walk(bus.workspace())) {
			assertThat(files.filter((file) -> Files.isReadable(file) && !Files.isSymbolicLink(file)))
				.allMatch((file) -> (mode(file) & 06000) == 0);
		}
	}

	private static int mode(Path file) {
		try {
			return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private static Duration fastestOf(int times, Runnable call) {
		Duration fastest = Duration.ofDays(1);
		for (int i = 0; i < times; i++) {
			long begun = System.nanoTime();
			call.run();
			Duration taken = Duration.ofNanos(System.nanoTime() - begun);
			fastest = (taken.compareTo(fastest) < 0) ? taken : fastest;
		}
		return fastest;
	}

}
