package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tests ask of the sandbox of a bus. */
record Sandbox(TestBus bus) {

	/** Skips the tests, with the reason, where no sandbox can be made. */
	static Sandbox isolated(TestBus bus) {
		return isolated(bus, "bubblewrap");
	}

	/** The same for a tier. */
	static Sandbox isolated(TestBus bus, String tier) {
		JsonNode tiers = TestBus.json(bus.get("/sandbox/tiers"));
		Assumptions.assumeTrue(tier.equals(tiers.path("active").asString("")), () -> "no " + tier + " here: " + tiers);
		return new Sandbox(bus);
	}

	HttpResponse<String> post(Map<String, Object> request) {
		return this.bus.post("/sandbox/execute", request);
	}

	/** Runs a program that must be run, whatever becomes of it. */
	JsonNode run(String language, String code, double timeoutSeconds) {
		return run(Map.of("language", language, "code", code, "timeoutSeconds", timeoutSeconds));
	}

	JsonNode run(Map<String, Object> request) {
		HttpResponse<String> response = post(request);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	JsonNode bash(String code) {
		return run("bash", code, 30);
	}

	void requireLanguage(String language) {
		String installed = this.bus.get("/sandbox/languages").body();
		Assumptions.assumeTrue(installed.contains('"' + language + '"'),
				() -> language + " is not installed: " + installed);
	}

	/** Waits until as many isolates wait as should. */
	void awaitWarm() {
		eventually(() -> TestBus.json(this.bus.get("/sandbox/tiers"))
			.path("warm")
			.valueStream()
			.allMatch((warm) -> warm.path("waiting").asInt() == warm.path("wanted").asInt()) && pool().tier() != null);
	}

	WarmPool pool() {
		return this.bus.context().getBean(WarmPool.class);
	}

	/** The processes that isolates consist of which wait for a program, or soon will. */
	List<ProcessHandle> waiting() {
		return this.pool()
			.isolates()
			.stream()
			.map((isolate) -> ((PipedIsolate) isolate).process())
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.toList();
	}

	/**
	 * Processes that have the workspace of the bus mounted and do not just wait: those of
	 * its programs. What has ended may take a moment to be cleared away.
	 */
	List<String> survivors() {
		return onceNone(this::running);
	}

	/** The same at this very moment. */
	List<String> running() {
		List<String> all = survivors(this.bus.workspace());
		List<String> waiting = waiting().stream().map((process) -> process.pid() + " ").toList();
		return all.stream().filter((process) -> waiting.stream().noneMatch(process::startsWith)).toList();
	}

	/** Processes of programs, or made to start them, that no isolate which waits has. */
	List<String> strays() {
		return onceNone(this::straying);
	}

	private List<String> straying() {
		List<ProcessHandle> waiting = waiting();
		return ProcessHandle.current()
			.descendants()
			.filter((process) -> !waiting.contains(process))
			.map((process) -> process.info().commandLine().orElse(""))
			.filter((line) -> line.matches("(?s).*(bwrap|sleep 600).*"))
			.toList();
	}

	/** What there is once there is nothing, or at last. */
	static List<String> onceNone(Supplier<List<String>> what) {
		long deadline = System.nanoTime() + 10_000_000_000L;
		List<String> left = what.get();
		while (!left.isEmpty() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(10_000_000);
			left = what.get();
		}
		return left;
	}

	private static void eventually(BooleanSupplier condition) {
		long deadline = System.nanoTime() + 10_000_000_000L;
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(10_000_000);
		}
	}

	static List<String> survivors(Path workspace) {
		return ProcessHandle.allProcesses()
			.filter((process) -> read(process, "mountinfo").contains(workspace + " /workspace "))
			.map((process) -> process.pid() + " " + read(process, "cmdline").replace('\0', ' '))
			.toList();
	}

	private static String read(ProcessHandle process, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
		}
		catch (IOException ex) {
			return "";
		}
	}

}
