package dev.aura.bus.sandbox;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever asks for it gets a workspace that programs can only read. */
class ReadOnlyWorkspaceTest {

	/** Prints what it could read and what became of all that would change something. */
	private static final String CODE = """
			import errno, os
			def tried(act):
			    try:
			        act()
			        return 'done'
			    except OSError as failure:
			        return errno.errorcode[failure.errno]
			open('/tmp/own', 'w').write('x')
			print(open('given.txt').read(), tried(lambda: open('given.txt', 'a')), tried(lambda: open('made.txt', 'w')),
			      tried(lambda: os.mkdir('made')), tried(lambda: os.remove('given.txt')),
			      tried(lambda: os.chmod('given.txt', 0o777)), tried(lambda: os.rename('given.txt', 'moved.txt')))
			""";

	private static final String REFUSED = "given EROFS EROFS EROFS EROFS EROFS EROFS\n";

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory.resolve("bubblewrap"));
		sandbox = Sandbox.isolated(bus);
		sandbox.requireLanguage("python");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@BeforeEach
	void fill() {
		bus.put("given.txt", "given");
	}

	private static JsonNode run(Sandbox in, Map<String, Object> more) {
		Map<String, Object> request = new HashMap<>(Map.of("language", "python", "code", CODE, "timeoutSeconds", 30));
		request.putAll(more);
		return in.run(request);
	}

	@Test
	void isReadByAProgramThatCannotChangeIt() {
		JsonNode result = run(sandbox, Map.of("workspace", "read-only"));

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(REFUSED);
		assertThat(bus.workspace().resolve("given.txt")).hasContent("given");
	}

	@Test
	void isNotThatOfTheIsolatesThatWait() {
		sandbox.awaitWarm();
		long hits = sandbox.pool().hits();

		JsonNode result = run(sandbox, Map.of("workspace", "read-only"));

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(REFUSED);
		assertThat(sandbox.pool().hits()).isEqualTo(hits);
	}

	@Test
	void isReadByAProgramWithNetworkThatCannotChangeIt() {
		JsonNode result = run(sandbox,
				Map.of("workspace", "read-only", "network", Map.of("allow", List.of("example.org:443"))));

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(REFUSED);
	}

	@Test
	void isReadByASessionThatCannotChangeIt() {
		String session = begin(Map.of("language", "python", "workspace", "read-only"));

		JsonNode result = TestBus.json(bus.post(session + "/execute", Map.of("code", CODE)));

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(REFUSED);
		bus.delete(session);
	}

	@Test
	void isChangedByWhoeverAsksForThatOrForNothing() {
		String written = "open('written.txt', 'a').write('x')";
		String session = begin(Map.of("language", "python"));
		bus.post(session + "/execute", Map.of("code", written));
		bus.delete(session);
		run(sandbox, Map.of("code", written));
		run(sandbox, Map.of("code", written, "workspace", "read-write"));

		assertThat(bus.workspace().resolve("written.txt")).hasContent("xxx");
	}

	@Test
	void isReadInGvisorByAProgramThatCannotChangeIt() {
		try (TestBus other = TestBus.start(directory.resolve("gvisor"), "aura.sandbox.tier=gvisor")) {
			Sandbox gvisor = Sandbox.isolated(other, "gvisor");
			other.put("given.txt", "given");

			JsonNode result = run(gvisor, Map.of("workspace", "read-only"));

			assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(REFUSED);
			assertThat(other.workspace().resolve("given.txt")).hasContent("given");
		}
	}

	@Test
	void isRefusedWhereNothingIsIsolated() {
		try (TestBus other = TestBus.start(directory.resolve("process"), "aura.sandbox.tier=process")) {
			for (HttpResponse<String> response : List.of(
					other.post("/sandbox/execute",
							Map.of("language", "bash", "code", "echo ran > ran", "workspace", "read-only")),
					other.post("/sandbox/sessions", Map.of("language", "bash", "workspace", "read-only")))) {
				assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
				assertThat(TestBus.json(response).path("detail").asString()).startsWith("workspace: read-only")
					.contains("process");
			}
			assertThat(other.workspace().resolve("ran")).doesNotExist();
		}
	}

	@Test
	void refusesWhatIsNoAccess() {
		HttpResponse<String> response = sandbox
			.post(Map.of("language", "bash", "code", "true", "workspace", "write-only"));

		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(TestBus.json(response).path("detail").asString()).contains("workspace: write-only");
	}

	private static String begin(Map<String, Object> request) {
		HttpResponse<String> response = bus.post("/sandbox/sessions", request);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
		return "/sandbox/sessions/" + TestBus.json(response).path("id").asString();
	}

}
