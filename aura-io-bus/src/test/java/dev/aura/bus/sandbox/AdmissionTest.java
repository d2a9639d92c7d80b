package dev.aura.bus.sandbox;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** With one place for programs, which several callers want. */
class AdmissionTest {

	@TempDir
	private Path directory;

	private TestBus bus;

	private Admission admission;

	private final List<CompletableFuture<Integer>> calls = new ArrayList<>();

	@BeforeEach
	void start() throws Exception {
		this.bus = TestBus.start(this.directory, "aura.sandbox.max-concurrent=1", "aura.sandbox.max-queue-time=60s");
		Sandbox.isolated(this.bus);
		this.admission = this.bus.context().getBean(Admission.class);
		call("one/1/0", "touch begun; until [ -e go ]; do sleep 0.02; done; echo one >> order");
		BusProcess.eventually(() -> this.bus.workspace().resolve("begun").toFile().exists());
	}

	@AfterEach
	void stop() {
		this.bus.close();
	}

	@Test
	void givesARunItsTurnBeforeAllThatAnotherWaitsWith() throws Exception {
		for (int i = 1; i <= 4; i++) {
			waiting("one/1/" + i, "echo one >> order");
		}
		waiting("two/1/0", "echo two >> order");

		go();

		assertThat(this.bus.workspace().resolve("order")).hasContent("one\none\ntwo\none\none\none");
	}

	@Test
	void takesCallsWithoutAKeyForOneCaller() throws Exception {
		waiting("", "echo none >> order");
		waiting("", "echo none >> order");
		waiting("one/1/1", "echo one >> order");

		go();

		assertThat(this.bus.workspace().resolve("order")).hasContent("one\nnone\none\nnone");
	}

	@Test
	void givesOneCallerNoMoreThanItsShare() throws Exception {
		restart("aura.sandbox.max-concurrent=2", "aura.sandbox.max-queue-time=60s",
				"aura.sandbox.caller.max-concurrent=1", "aura.sandbox.caller.max-queued=1");
		call("one/1/0", "touch begun; until [ -e go ]; do sleep 0.02; done");
		BusProcess.eventually(() -> this.bus.workspace().resolve("begun").toFile().exists());
		waiting("one/1/1", "echo one >> order");

		HttpResponse<String> third = this.bus.send(execute("one/1/2", "echo third >> order"));
		HttpResponse<String> another = this.bus.send(execute("two/1/0", "echo two >> order"));
		go();

		assertThat(third.statusCode()).as(third.body()).isEqualTo(429);
		assertThat(third.body()).contains("One caller may have 1 places and wait with 1 requests");
		assertThat(third.headers().firstValue("Retry-After")).isPresent();
		assertThat(another.statusCode()).as(another.body()).isEqualTo(200);
		assertThat(this.bus.workspace().resolve("order")).hasContent("two\none");
	}

	@Test
	void givesOneCallerNoMoreSessionsThanItsShare() throws Exception {
		restart("aura.sandbox.caller.max-sessions=1");

		HttpResponse<String> first = this.bus.send(session("one/1/0"));
		HttpResponse<String> second = this.bus.send(session("one/1/1"));
		HttpResponse<String> ofAnother = this.bus.send(session("two/1/0"));
		this.bus.delete("/sandbox/sessions/" + TestBus.json(first).path("id").asString());
		HttpResponse<String> third = this.bus.send(session("one/1/2"));

		assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
		assertThat(second.statusCode()).as(second.body()).isEqualTo(429);
		assertThat(second.body()).contains("This caller has 1 sessions already");
		assertThat(ofAnother.statusCode()).as(ofAnother.body()).isEqualTo(201);
		assertThat(third.statusCode()).as(third.body()).isEqualTo(201);
	}

	private void restart(String... properties) throws Exception {
		this.bus.put("go", "");
		this.calls.forEach(CompletableFuture::join);
		this.calls.clear();
		this.bus.close();
		this.bus = TestBus.start(Files.createDirectory(this.directory.resolve("other")), properties);
		Sandbox.isolated(this.bus);
		this.admission = this.bus.context().getBean(Admission.class);
	}

	private void go() {
		this.bus.put("go", "");
		assertThat(this.calls).allSatisfy((call) -> assertThat(call.join()).isEqualTo(200));
	}

	/** Makes a call that must wait, and returns when it does. */
	private void waiting(String key, String code) throws InterruptedException {
		int before = this.admission.waiting();
		call(key, code);
		BusProcess.eventually(() -> this.admission.waiting() > before);
	}

	private void call(String key, String code) {
		HttpRequest.Builder request = execute(key, code);
		this.calls
			.add(CompletableFuture.supplyAsync(() -> this.bus.send(request).statusCode(), Thread::startVirtualThread));
	}

	private HttpRequest.Builder execute(String key, String code) {
		return post("/sandbox/execute", key, "{\"language\": \"bash\", \"code\": \"%s\"}".formatted(code));
	}

	private HttpRequest.Builder session(String key) {
		return post("/sandbox/sessions", key, "{\"language\": \"python\"}");
	}

	private HttpRequest.Builder post(String path, String key, String body) {
		HttpRequest.Builder request = this.bus.request(path)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
		return key.isEmpty() ? request : request.header("Idempotency-Key", key);
	}

}
