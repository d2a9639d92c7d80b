package dev.aura.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real bus in a process of its own, on a free port. */
final class BusProcess implements AutoCloseable {

	static final String TOKEN = "bench-only-0123456789abcdef";

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Process process;

	private final String url;

	private final long bootNanos;

	private BusProcess(Process process, String url, long bootNanos) {
		this.process = process;
		this.url = url;
		this.bootNanos = bootNanos;
	}

	/**
	 * Boots a bus and waits until it is healthy.
	 * @param folder home and workspace are kept below it
	 * @param options of the JVM
	 */
	static BusProcess start(Path root, Path folder, List<String> options) throws IOException, InterruptedException {
		Path portFile = folder.resolve("port");
		Files.deleteIfExists(portFile);
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		Path recorded = root.resolve("target/bus.aot");
		if (Files.exists(recorded) && options.stream().noneMatch((option) -> option.startsWith("-XX:AOT"))) {
			// As run.sh starts it.
			command.addAll(List.of("-XX:AOTCache=" + recorded, "-Xlog:aot=off"));
		}
		command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
				"-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-jar",
				root.resolve("aura-io-bus/target/aura-io-bus.jar").toString()));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(folder.resolve("bus.log").toFile());
		builder.environment()
			.putAll(Map.of("AURA_HOME", folder.resolve("home").toString(), "AURA_WORKSPACE",
					folder.resolve("workspace").toString(), "AURA_BUS_PORT", "0", "AURA_BUS_PORT_FILE",
					portFile.toString(), "AURA_BUS_TOKEN", TOKEN, "AURA_PARENT_PID",
					Long.toString(ProcessHandle.current().pid())));
		long start = System.nanoTime();
		Process process = builder.start();
		while (!Files.exists(portFile)) {
			if (!process.isAlive()) {
				throw new IOException("The bus ended while booting: " + Files.readString(folder.resolve("bus.log")));
			}
			Thread.sleep(5);
		}
		BusProcess bus = new BusProcess(process, "http://127.0.0.1:" + Files.readString(portFile),
				System.nanoTime() - start);
		while (!bus.isHealthy()) {
			Thread.sleep(5);
		}
		return new BusProcess(process, bus.url, System.nanoTime() - start);
	}

	private boolean isHealthy() throws IOException, InterruptedException {
		return this.http
			.send(HttpRequest.newBuilder(URI.create(this.url + "/actuator/health")).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode() == 200;
	}

	long pid() {
		return this.process.pid();
	}

	String url() {
		return this.url;
	}

	long bootNanos() {
		return this.bootNanos;
	}

	String get(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.url + path)).timeout(PATIENCE).GET());
	}

	String post(String path, String json) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.url + path))
			.header("Content-Type", "application/json")
			.timeout(PATIENCE)
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	/** Sends a file of lines of JSON. */
	String post(String path, Path file) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(this.url + path))
			.header("Content-Type", "application/x-ndjson")
			.timeout(Duration.ofHours(1))
			.POST(HttpRequest.BodyPublishers.ofFile(file)));
	}

	private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request.header("Authorization", "Bearer " + TOKEN).build(),
				HttpResponse.BodyHandlers.ofString());
		if (response.statusCode() / 100 != 2) {
			throw new IOException(response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally((late) -> {
			this.process.destroyForcibly();
			return this.process;
		}).join();
		this.http.close();
	}

}
