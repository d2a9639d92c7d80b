package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program in the sandbox swaps what a name stands for as fast as it can, while every
 * call of {@code /fs} uses that name and other programs are started. How many rounds is
 * the system property {@code aura.race.rounds}.
 */
@Timeout(900)
class RenameRaceIT {

	private static final int ROUNDS = Integer.getInteger("aura.race.rounds", 5000);

	private static final String SECRET = "the-secret-outside";

	/** What a call may answer when the ground moves: never 5xx. */
	private static final Set<Integer> EXPECTED = Set.of(200, 403, 404, 409, 422);

	/**
	 * Answers how many rounds it did, at least as many as it was told to and for some
	 * seconds; each makes the name all that it can be.
	 */
	private static final String SWAPPER = """
			import os, sys, time
			until = time.monotonic() + 8
			outside, rounds, kind = sys.stdin.read().split()
			def away(name):
			    # The bus may have put a folder there, with something in it.
			    try:
			        os.rename(name, 'trash%d' % away.count)
			        away.count += 1
			    except OSError:
			        pass
			away.count = 0
			def file_round():
			    os.symlink(outside + '/a', 'next'); os.rename('next', 'name')
			    with open('next', 'w') as f:
			        f.write('inside')
			    os.rename('next', 'name')
			    os.mkfifo('next'); os.rename('next', 'name')
			    with open('next', 'w') as f:
			        f.write('inside')
			    os.rename('next', 'name')
			def folder_round():
			    os.rename('name', 'parked'); os.symlink(outside, 'name')
			    os.unlink('name'); os.rename('parked', 'name')
			if kind == 'file':
			    once = file_round
			else:
			    once = folder_round
			    os.makedirs('name', exist_ok=True)
			done = 0
			while done < int(rounds) or time.monotonic() < until:
			    try:
			        once()
			        done += 1
			    except OSError:
			        # The bus was in between: everything back to where it began.
			        away('name')
			        if kind == 'file':
			            away('next')
			        else:
			            away('parked')
			            os.makedirs('name', exist_ok=True)
			print(done)
			""";

	@TempDir
	private Path directory;

	private TestBus bus;

	private Sandbox sandbox;

	private Path outside;

	private Object owner;

	@BeforeEach
	void start() throws IOException {
		this.bus = TestBus.start(this.directory);
		this.sandbox = Sandbox.isolated(this.bus);
		this.outside = Files.createDirectory(this.directory.resolve("outside"));
		Files.writeString(this.outside.resolve("a"), SECRET);
		this.owner = Files.getAttribute(this.outside.resolve("a"), "unix:uid");
	}

	@AfterEach
	void stop() {
		this.bus.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "file", "folder" })
	void leadsNoCallOutOfTheWorkspace(String kind) throws IOException {
		CompletableFuture<JsonNode> swapper = CompletableFuture.supplyAsync(() -> this.sandbox.run(Map.of("language",
				"python", "code", SWAPPER, "stdin", this.outside + " " + ROUNDS + " " + kind, "timeoutSeconds", 600)));
		int calls = 0;
		while (!swapper.isDone()) {
			call(calls++, kind.equals("file") ? "name" : "name/a");
		}

		JsonNode result = swapper.join();
		assertThat(result.path("stdout").asString()).as(result.toString()).containsPattern("^\\d+\n$");
		assertThat(Integer.parseInt(result.path("stdout").asString().strip())).isGreaterThanOrEqualTo(ROUNDS);
		assertThat(calls).isGreaterThan(26);
		assertThat(this.outside.resolve("a")).hasContent(SECRET);
		assertThat(Files.getAttribute(this.outside.resolve("a"), "unix:uid")).isEqualTo(this.owner);
		assertThat(Files.getAttribute(this.outside, "unix:uid")).isEqualTo(this.owner);
		try (Stream<Path> files = Files.list(this.outside)) {
			assertThat(files).hasSize(1);
		}
	}

	/** One of the calls, in turn; none may answer the secret. */
	private void call(int turn, String path) {
		HttpResponse<String> response = switch (turn % 13) {
			case 0 -> this.bus.get("/fs/read?path=" + path);
			case 1 -> raw(path);
			case 2 -> this.bus.get("/fs/search?query=secret");
			case 3 -> this.bus.get("/fs/list?recursive=true&glob=**/a");
			case 4 -> this.bus.post("/fs/write", Map.of("path", path, "content", "hacked"));
			case 5 ->
				this.bus.send(this.bus.request("/fs/raw/" + path).PUT(HttpRequest.BodyPublishers.ofString("hacked")));
			case 6 -> this.bus.post("/fs/edit", Map.of("path", path, "oldText", "i", "newText", "I"));
			case 7 -> this.bus.post("/fs/write", Map.of("path", path, "content", "x", "mode", "append"));
			case 8 -> this.bus.post("/fs/move", Map.of("source", path, "destination", "moved"));
			case 9 -> this.bus.post("/fs/move", Map.of("source", "moved", "destination", path));
			case 10 -> this.bus.delete("/fs/delete?path=" + path);
			case 11 -> this.bus.get("/fs/read?path=moved");
			default -> this.sandbox.post(Map.of("language", "bash", "code", "true"));
		};
		if (response != null) {
			assertThat(response.body()).doesNotContain(SECRET);
			assertThat(response.statusCode()).as(response.body()).isIn(EXPECTED);
		}
	}

	/**
	 * Null when the program shortened the file midway, which cuts the answer off.
	 */
	private @Nullable HttpResponse<String> raw(String path) {
		try {
			return this.bus.get("/fs/raw/" + path);
		}
		catch (UncheckedIOException ex) {
			return null;
		}
	}

}
