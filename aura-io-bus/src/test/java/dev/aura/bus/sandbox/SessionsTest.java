package dev.aura.bus.sandbox;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {

	private static final String SESSIONS = "/sandbox/sessions";

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.sandbox.sessions.max=3", "aura.sandbox.sessions.max-file=2MB",
				"aura.sandbox.max-written=8MB");
		sandbox = Sandbox.isolated(bus);
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@AfterEach
	void endAll() {
		TestBus.json(bus.get(SESSIONS))
			.path("sessions")
			.forEach((session) -> bus.delete(path(session.path("id").asString())));
		assertThat(sandbox.survivors()).isEmpty();
	}

	private static String path(String id) {
		return SESSIONS + "/" + id;
	}

	private static String begin(String language) {
		sandbox.requireLanguage(language);
		HttpResponse<String> response = bus.post(SESSIONS, Map.of("language", language));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
		return TestBus.json(response).path("id").asString();
	}

	private static JsonNode execute(String id, String code) {
		return execute(id, code, 20);
	}

	private static JsonNode execute(String id, String code, double timeoutSeconds) {
		HttpResponse<String> response = bus.post(path(id) + "/execute",
				Map.of("code", code, "timeoutSeconds", timeoutSeconds));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	private static void problem(HttpResponse<String> response, int status, String detail) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(TestBus.json(response).path("detail").asString()).contains(detail);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | x = 6 | x * 7       |        | 42
			javascript | const x = 6 | x * 7 |        | 42
			javascript | const f = async () => 42 | await f() | | 42
			bash       | x=6; f() { echo $((x * 7)); }; cd /usr | f; pwd | '42
			/usr
			' |
			python     | def f(): print(42) | f() | '42
			' |
			""")
	void keepsWhatProgramsDefine(String language, String first, String second, String stdout, String value) {
		String id = begin(language);

		assertThat(execute(id, first).path("exitCode").asInt()).isZero();
		JsonNode result = execute(id, second);

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo((stdout != null) ? stdout : "");
		assertThat(result.path("value").asString("")).isEqualTo((value != null) ? value : "");
		assertThat(result.path("outcome").asString()).isEqualTo("completed");
		assertThat(result.path("tier").asString()).isEqualTo("bubblewrap");
		assertThat(result.path("ended").asBoolean()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | import sys; print(sys.stdin.read().upper(), end='')
			javascript | process.stdout.write(require('fs').readFileSync(0, 'utf8').toUpperCase())
			bash       | tr a-z A-Z
			""")
	void givesEachProgramAStdinOfItsOwn(String language, String code) {
		String id = begin(language);
		for (String text : List.of("one", "two\n", "")) {
			HttpResponse<String> response = bus.post(path(id) + "/execute", Map.of("code", code, "stdin", text));

			assertThat(TestBus.json(response).path("stdout").asString()).as(response.body())
				.isEqualTo(text.toUpperCase(java.util.Locale.ROOT));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | 1 / 0                  | ZeroDivisionError  | 1
			python     | x = (                  | SyntaxError        | 1
			python     | import sys; sys.exit(3) | ''                | 3
			javascript | throw new Error('odd') | Error: odd         | 1
			javascript | setTimeout(() => { throw new Error('late') }) | Error: late | 1
			bash       | nosuchcommand          | command not found  | 127
			bash       | if                     | syntax error       | 2
			""")
	void goesOnAfterAProgramThatFails(String language, String code, String stderr, int exitCode) {
		String id = begin(language);

		JsonNode result = execute(id, code);

		assertThat(result.path("exitCode").asInt()).as(result.toString()).isEqualTo(exitCode);
		assertThat(result.path("stderr").asString()).contains(stderr).doesNotContain("/run/hooks");
		assertThat(result.path("ended").asBoolean()).isFalse();
		assertThat(execute(id, "1").path("ended").asBoolean()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | x = 5         | import time; time.sleep(600)          | print(x)
			python     | x = 5         | while True: pass                      | print(x)
			javascript | const x = 5   | while (true);                         | console.log(x)
			javascript | const x = 5   | await new Promise((done) => setTimeout(done, 600000)) | console.log(x)
			bash       | x=5           | while :; do sleep 0.1; done           | echo $x
			bash       | x=5           | sleep 600; echo no                    | echo $x
			""")
	void goesOnAfterAnInterruption(String language, String define, String endless, String show) throws Exception {
		String id = begin(language);
		execute(id, define);
		CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> execute(id, endless, 60));
		BusProcess.eventually(() -> TestBus.json(bus.get(path(id))).path("busy").asBoolean());
		Thread.sleep(300);

		assertThat(bus.post(path(id) + "/interrupt", Map.of()).body()).isEqualTo("{\"interrupted\":true}");

		JsonNode result = running.join();
		assertThat(result.path("exitCode").asInt()).as(result.toString()).isEqualTo(130);
		assertThat(result.path("durationMillis").asLong()).isLessThan(30_000);
		assertThat(execute(id, show).path("stdout").asString()).isEqualTo("5\n");
	}

	@Test
	void interruptsNothingWhereNothingRuns() {
		String id = begin("bash");
		execute(id, "x=1");

		assertThat(bus.post(path(id) + "/interrupt", Map.of()).body()).isEqualTo("{\"interrupted\":false}");
		assertThat(execute(id, "echo $x").path("stdout").asString()).isEqualTo("1\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			python     | while True: pass
			javascript | while (true);
			bash       | while :; do :; done
			""")
	void goesOnAfterAProgramThatIsStoppedAtItsDeadline(String language, String endless) {
		String id = begin(language);

		JsonNode result = execute(id, endless, 0.5);

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("timedOut");
		assertThat(result.path("ended").asBoolean()).isFalse();
		assertThat(execute(id, "1").path("outcome").asString()).isEqualTo("completed");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					python     | import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); exec('while True: pass') | timedOut  |
					python     | import os; os._exit(7)                  | completed | 7
					bash       | exit 3                                  | completed | 3
					bash       | yes                                     | killed    |
					javascript | process.exit(4)                         | completed | 4
					python     | import os; os.kill(os.getpid(), 9)      | killed    | 137
					""")
	void saysThatAProgramEndedItsSession(String language, String code, String outcome, Integer exitCode) {
		String id = begin(language);

		JsonNode result = execute(id, code, 1);

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo(outcome);
		assertThat(result.path("ended").asBoolean()).as(result.toString()).isTrue();
		assertThat(result.path("exitCode").asInt(-1)).isEqualTo((exitCode != null) ? exitCode : -1);
		problem(bus.get(path(id)), 404, "its interpreter ended");
		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void executesOneProgramAtATime() throws Exception {
		String id = begin("bash");
		CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> execute(id, "sleep 1; echo done"));
		BusProcess.eventually(() -> TestBus.json(bus.get(path(id))).path("busy").asBoolean());

		problem(bus.post(path(id) + "/execute", Map.of("code", "true")), 409, "busy");
		problem(bus.get(path(id) + "/files/x"), 409, "busy");
		assertThat(running.join().path("stdout").asString()).isEqualTo("done\n");
	}

	@Test
	void endsWithAllThatRunsInItWhenItIsDeleted() throws Exception {
		String id = begin("bash");
		execute(id, "setsid nohup sleep 600 >/dev/null 2>&1 &");
		CompletableFuture<HttpResponse<String>> running = CompletableFuture
			.supplyAsync(() -> bus.post(path(id) + "/execute", Map.of("code", "sleep 600")));
		BusProcess.eventually(() -> TestBus.json(bus.get(path(id))).path("busy").asBoolean());

		assertThat(bus.delete(path(id)).statusCode()).isEqualTo(200);

		assertThat(sandbox.survivors()).isEmpty();
		assertThat(running.join().statusCode()).as(running.join().body()).isIn(200, 503);
		problem(bus.get(path(id)), 404, "it was deleted");
	}

	@Test
	void allowsOnlySoManyAndTellsWhenToTryAgain() {
		String first = begin("bash");
		begin("bash");
		begin("bash");

		HttpResponse<String> refused = bus.post(SESSIONS, Map.of("language", "bash"));

		problem(refused, 429, "There are 3 sessions already");
		assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 600L);
		bus.delete(path(first));
		begin("bash");
		JsonNode list = TestBus.json(bus.get(SESSIONS));
		assertThat(list.path("sessions").size()).isEqualTo(3);
		assertThat(list.path("most").asInt()).isEqualTo(3);
	}

	@Test
	void endsWhenItIsNotUsed() throws Exception {
		String id = TestBus.json(bus.post(SESSIONS, Map.of("language", "bash", "idleSeconds", 1.5)))
			.path("id")
			.asString();
		assertThat(execute(id, "sleep 2; echo used").path("stdout").asString()).isEqualTo("used\n");

		BusProcess.eventually(() -> bus.get(path(id)).statusCode() == 404);

		problem(bus.get(path(id)), 404, "not used for 2 s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "python", "javascript", "bash" })
	void takesFilesInAndGivesThemOut(String language) {
		String id = begin(language);
		byte[] bytes = new byte[1_500_000];
		new java.util.Random(1).nextBytes(bytes);
		String file = path(id) + "/files/a%20folder/odd%27%22%24(x)%C3%A4%F0%9F%98%80.bin";

		HttpResponse<String> put = bus.send(bus.request(file).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));

		assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
		assertThat(TestBus.json(put).path("size").asInt()).isEqualTo(bytes.length);
		assertThat(get(file)).isEqualTo(bytes);
		bus.send(bus.request(file).PUT(HttpRequest.BodyPublishers.noBody()));
		assertThat(get(file)).isEmpty();
		problem(bus.get(path(id) + "/files/none"), 404, "none is not there");
		problem(bus.get(path(id) + "/files/a%20folder"), 409, "not a file");
		problem(bus.get(path(id) + "/files/a%20folder/"), 422, "a relative path of a file");
		problem(bus.send(bus.request(path(id) + "/files/large")
			.PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[2 * 1024 * 1024 + 1]))), 413, "at most 2097152");
		assertThat(TestBus.json(bus.get(path(id))).path("executions").asInt()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			python     | import subprocess; noise = subprocess.Popen(['bash', '-c', 'NOISE'])
			javascript | require('child_process').spawn('bash', ['-c', 'NOISE'], { stdio: 'inherit' }).unref()
			bash       | bash -c 'NOISE' &
			""")
	void movesFilesUnharmedWhileProgramsWriteInTheBackground(String language, String code) {
		String id = begin(language);
		execute(id, code.replace("NOISE", "while :; do printf noise; echo loud >&2; sleep 0.001; done"));
		byte[] bytes = new byte[1_500_000];
		new java.util.Random(2).nextBytes(bytes);
		String file = path(id) + "/files/file";

		for (int i = 0; i < 5; i++) {
			HttpResponse<String> put = bus.send(bus.request(file).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
			assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
			assertThat(get(file)).isEqualTo(bytes);
		}

		assertThat(execute(id, "1").path("stdout").asString() + execute(id, "1").path("stdout").asString())
			.contains("noise");
		problem(bus.get(path(id) + "/files/none"), 404, "none is not there");
	}

	@Test
	void givesOutNoFileThatItCannotSend() {
		String id = begin("python");
		bus.send(bus.request(path(id) + "/files/file").PUT(HttpRequest.BodyPublishers.ofString("content")));
		execute(id, "import os; os.dup2(os.open('/dev/null', os.O_WRONLY), 1)");

		problem(bus.get(path(id) + "/files/file"), 409, "could not read or write all of file");
	}

	private static byte[] get(String file) {
		try {
			return java.net.http.HttpClient.newHttpClient()
				.send(bus.request(file).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
				.body();
		}
		catch (java.io.IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void sharesItsFilesWithItsProgramsAndNoOthers() {
		String id = begin("python");
		bus.send(bus.request(path(id) + "/files/in.txt").PUT(HttpRequest.BodyPublishers.ofString("from outside")));

		assertThat(execute(id, "open('/tmp/out.txt', 'w').write(open('/tmp/in.txt').read().upper())").path("value")
			.asString()).isEqualTo("12");
		assertThat(bus.get(path(id) + "/files/out.txt").body()).isEqualTo("FROM OUTSIDE");
		execute(id,
				"import os; os.symlink('/etc/shadow', '/tmp/link'); os.truncate(os.open('/tmp/sparse', 66, 384), 9**9)");
		problem(bus.get(path(id) + "/files/link"), 404, "not there");
		problem(bus.get(path(id) + "/files/sparse"), 413, "at most");
		assertThat(execute(begin("bash"), "ls /tmp").path("stdout").asString()).isEmpty();
		assertThat(execute(id, "sorted(globals())").path("value").asString()).doesNotContain("path", "limit");
	}

	@Test
	void isolatesAsASingleProgramIs() {
		String probe = "grep -E '^(Cap|NoNewPrivs|Seccomp)' /proc/self/status; id; ls -a /; ulimit -a; cut -d' ' -f4-6 /proc/self/mountinfo | grep -v ' /run/'";

		String once = sandbox.bash(probe).path("stdout").asString();

		assertThat(execute(begin("bash"), probe).path("stdout").asString()).isNotEmpty().isEqualTo(once);
	}

	@Test
	void reachesWhatItsNetworkAllowsAlsoAfterAnInterruption() {
		sandbox.requireLanguage("python");
		HttpResponse<String> begun = bus.post(SESSIONS,
				Map.of("language", "python", "network", Map.of("allow", List.of("example.org:443"))));
		assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
		String id = TestBus.json(begun).path("id").asString();
		assertThat(execute(id, "while True: pass", 0.5).path("ended").asBoolean()).isFalse();

		JsonNode result = execute(id, """
				import socket
				proxy = socket.create_connection(('127.0.0.1', 3128))
				proxy.sendall(b'CONNECT other.example:443 HTTP/1.1\\r\\n\\r\\n')
				proxy.recv(100).split()[1]""");

		assertThat(result.path("value").asString()).as(result.toString()).isEqualTo("b'403'");
	}

	@Test
	void beginsAndExecutesOnceUnderAKey() {
		String key = UUID.randomUUID().toString();
		HttpRequest.Builder begin = keyed(SESSIONS, key, "{\"language\": \"bash\"}");
		HttpResponse<String> first = bus.send(begin);
		HttpResponse<String> again = bus.send(begin);
		String id = TestBus.json(first).path("id").asString();

		assertThat(first.statusCode()).isEqualTo(201);
		assertThat(again.body()).isEqualTo(first.body());
		assertThat(again.statusCode()).isEqualTo(201);
		assertThat(TestBus.json(bus.get(SESSIONS)).path("sessions").size()).isOne();
		HttpRequest.Builder count = keyed(path(id) + "/execute", key + "-x", "{\"code\": \"echo $((++n))\"}");
		assertThat(bus.send(count).body()).isEqualTo(bus.send(count).body());
		assertThat(execute(id, "echo $n").path("stdout").asString()).isEqualTo("1\n");
	}

	private static HttpRequest.Builder keyed(String path, String key, String json) {
		return bus.request(path)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8));
	}

	@Test
	void endsWithItsBus() throws Exception {
		Path workspace;
		try (TestBus other = TestBus.start(directory.resolve("other"))) {
			Sandbox.isolated(other);
			workspace = other.workspace();
			String id = TestBus.json(other.post(SESSIONS, Map.of("language", "bash"))).path("id").asString();
			other.post(path(id) + "/execute", Map.of("code", "setsid nohup sleep 600 >/dev/null 2>&1 &"));
			BusProcess.eventually(() -> sleeps(workspace));
			assertThat(sleeps(workspace)).isTrue();
		}
		BusProcess.eventually(() -> Sandbox.survivors(workspace).isEmpty());
		assertThat(Sandbox.survivors(workspace)).isEmpty();
	}

	private static boolean sleeps(Path workspace) {
		return Sandbox.survivors(workspace).stream().anyMatch((process) -> process.contains("sleep 600"));
	}

	@Test
	void refusesWhatCannotBe() {
		problem(bus.post(SESSIONS, Map.of("language", "ruby")), 422, "one of those that have sessions");
		problem(bus.post(SESSIONS, Map.of("language", "java")), 422, "one of those that have sessions");
		problem(bus.post(SESSIONS, Map.of("language", "bash", "idleSeconds", 3601)), 422, "at most 3600.0");
		problem(bus.post(SESSIONS, Map.of("language", "bash", "idleSeconds", 0)), 422, "more than 0");
		problem(bus.post(SESSIONS, Map.of()), 400, "language");
		for (String call : List.of("/execute", "/interrupt")) {
			problem(bus.post(path("none") + call, new HashMap<>(Map.of("code", "x"))), 404, "no session none");
		}
		problem(bus.get(path("none")), 404, "no session none");
		problem(bus.delete(path("none")), 404, "no session none");
		problem(bus.get(path("none") + "/files/x"), 404, "no session none");
	}

}
