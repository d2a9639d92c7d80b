package dev.aura.bus.sandbox;

import java.net.http.HttpRequest;
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
		HttpRequest.Builder request = this.bus.request("/sandbox/execute")
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"language\": \"bash\", \"code\": \"%s\"}".formatted(code)));
		HttpRequest.Builder keyed = key.isEmpty() ? request : request.header("Idempotency-Key", key);
		this.calls
			.add(CompletableFuture.supplyAsync(() -> this.bus.send(keyed).statusCode(), Thread::startVirtualThread));
	}

}
