package dev.aura.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One {@code run.sh serve} of a home of its own, whose kernel and bus get killed. */
final class Lane implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Path folder;

	private final RunScript script;

	private final URI kernel;

	private final URI bus;

	/** The runs by the tags of their tasks. */
	private final Map<String, String> runs = new ConcurrentHashMap<>();

	private Lane(Path folder, RunScript script, int kernelPort, int busPort) {
		this.folder = folder;
		this.script = script;
		this.kernel = URI.create("http://127.0.0.1:" + kernelPort);
		this.bus = URI.create("http://127.0.0.1:" + busPort);
	}

	static Lane start(Path folder, String model) throws Exception {
		Files.createDirectories(folder);
		int kernelPort = freePort();
		int busPort = freePort();
		RunScript script = RunScript.start(folder,
				Map.of("OPENAI_BASE_URL", model, "OPENAI_API_KEY", "scripted", "AURA_MODEL", "scripted",
						"AURA_KERNEL_PORT", Integer.toString(kernelPort), "AURA_BUS_PORT", Integer.toString(busPort),
						"AURA_RESTARTS", "1000", "AURA_FAULT", folder.resolve("fault").toString()),
				"serve");
		Lane lane = new Lane(folder, script, kernelPort, busPort);
		lane.awaitHealth();
		return lane;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** Waits until kernel and bus answer. */
	void awaitHealth() throws InterruptedException {
		for (URI server : List.of(this.bus, this.kernel)) {
			RunScript.await("the server at " + server, () -> get(server.resolve("/actuator/health")).isPresent());
		}
	}

	Path workspace() {
		return this.script.workspace();
	}

	String words() throws IOException {
		return this.script.stderr();
	}

	/** Gives the kernel a task; the key makes it one run, however often this is tried. */
	void submit(TwelveSteps task) throws InterruptedException {
		HttpRequest request = request(this.kernel.resolve("/runs")).header("Content-Type", "application/json")
			.header("Idempotency-Key", task.tag())
			.POST(HttpRequest.BodyPublishers.ofString("{\"task\":\"" + task.task() + "\"}"))
			.build();
		RunScript.await("a run of " + task.task(), () -> {
			Optional<String> accepted = send(request);
			accepted.ifPresent(
					(body) -> this.runs.put(task.tag(), JsonMapper.shared().readTree(body).path("id").asString()));
			return accepted.isPresent();
		});
	}

	/** What the kernel says of a task's run; empty while it does not answer. */
	Optional<JsonNode> view(TwelveSteps task) {
		return get(this.kernel.resolve("/runs/" + this.runs.get(task.tag()))).map(JsonMapper.shared()::readTree);
	}

	/** Whether the journal of a task's run holds the model's answer of a step. */
	boolean isAnswered(String tag, int step) {
		return journal(tag).contains("\"type\":\"model_answer\",\"step\":" + step + ",");
	}

	/** The journal of a task's run; empty while there is none. */
	String journal(String tag) {
		String run = this.runs.get(tag);
		try {
			return (run == null) ? "" : Files.readString(this.folder.resolve("home/runs/" + run + "/journal.jsonl"));
		}
		catch (IOException ex) {
			return "";
		}
	}

	/** The calls that a person is told are unknown, as {@code STEP/CALL}. */
	List<String> unknown(TwelveSteps task) {
		return journal(task.tag()).lines()
			.filter((line) -> line.contains("\"outcome\":\"unknown\""))
			.map(JsonMapper.shared()::readTree)
			.map((event) -> event.path("step").asInt() + "/" + event.path("call").asInt())
			.toList();
	}

	/** All that is remembered, a line each. */
	List<String> memory() {
		return get(this.bus.resolve("/memory/export?embeddings=false")).orElseThrow().lines().toList();
	}

	/** Has the process stop that comes past a place for the Nth time. */
	void arm(String place, int time) throws IOException {
		Path draft = Files.writeString(this.folder.resolve("draft"), place + ":" + time);
		Files.move(draft, this.folder.resolve("fault"));
	}

	boolean isReached() {
		return Files.exists(this.folder.resolve("fault.reached"));
	}

	/** Kills processes for good, as nothing but the system can. */
	void kill(List<String> jars) throws Exception {
		for (String jar : jars) {
			RunScript.kill("KILL", this.script.java(jar));
		}
	}

	/** Lets go whoever was stopped and lives. */
	void disarm() throws IOException {
		Files.deleteIfExists(this.folder.resolve("fault"));
		Files.deleteIfExists(this.folder.resolve("fault.reached"));
	}

	private Optional<String> get(URI uri) {
		return send(request(uri).build());
	}

	private HttpRequest.Builder request(URI uri) {
		try {
			return HttpRequest.newBuilder(uri)
				.timeout(PATIENCE)
				.header("Authorization", "Bearer " + Files.readString(this.script.home().resolve("token")).strip());
		}
		catch (IOException ex) {
			// The bus has not written it yet.
			return HttpRequest.newBuilder(uri).timeout(PATIENCE);
		}
	}

	/** What was answered; empty when nobody is there or it was no success. */
	private Optional<String> send(HttpRequest request) {
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			return (response.statusCode() < 300) ? Optional.of(response.body()) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.http.shutdownNow();
		this.script.close();
	}

}
