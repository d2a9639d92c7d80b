package dev.aura.bus;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The packaged bus in a process of its own. */
public final class BusProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Process process;

	private final int port;

	private BusProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts it and waits until it answers.
	 * @param launcher what the JVM is started by: nothing, or a change of user
	 */
	public static BusProcess start(Path directory, List<String> launcher) throws IOException, InterruptedException {
		return start(directory, launcher, Map.of());
	}

	/**
	 * Starts it and waits until it answers.
	 * @param environment that it gets in addition
	 */
	public static BusProcess start(Path directory, List<String> launcher, Map<String, String> environment)
			throws IOException, InterruptedException {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		List<String> command = new ArrayList<>(launcher);
		command
			.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1",
					"-XX:+UseSerialGC", "-jar", Path.of("target/aura-io-bus.jar").toAbsolutePath().toString(),
					"--server.port=" + port, "--aura.home=" + directory.resolve("home"),
					"--aura.workspace=" + directory.resolve("workspace"), "--aura.bus-token=" + TestBus.TOKEN));
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		BusProcess bus = new BusProcess(process, port);
		eventually(() -> bus.answers());
		return bus;
	}

	private boolean answers() {
		try {
			return this.http.send(request("/actuator/health").build(), HttpResponse.BodyHandlers.ofString())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
	}

	/** Runs a program. */
	public CompletableFuture<HttpResponse<String>> execute(String json) {
		return send(execution(json));
	}

	/** Runs a program, or answers what became of it, under an idempotency key. */
	public CompletableFuture<HttpResponse<String>> execute(String json, String key) {
		return send(execution(json).header("Idempotency-Key", key));
	}

	private HttpRequest.Builder execution(String json) {
		return post("/sandbox/execute", json);
	}

	/** Posts JSON; the answer may be long in coming. */
	public CompletableFuture<HttpResponse<String>> send(String path, String json) {
		return send(post(path, json));
	}

	private HttpRequest.Builder post(String path, String json) {
		return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Authorization", "Bearer " + TestBus.TOKEN);
	}

	/** Where it listens. */
	public URI address() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	public Process process() {
		return this.process;
	}

	/** Waits for a condition; the caller asserts what must hold then. */
	public static void eventually(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			Thread.sleep(20);
		}
	}

	@Override
	public void close() {
		this.http.shutdownNow();
		this.process.destroyForcibly().onExit().join();
	}

}
