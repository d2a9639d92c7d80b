package dev.aura.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real bus on a free port of loopback, with a home and a workspace of its own. */
public final class TestBus implements AutoCloseable {

	/** The bearer token that the bus expects. */
	public static final String TOKEN = "test-token-0123456789abcdef0123456789abcdef";

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext context;

	private final Path directory;

	private TestBus(ConfigurableApplicationContext context, Path directory) {
		this.context = context;
		this.directory = directory;
	}

	/**
	 * Starts a bus below a folder; a second start on the same folder is a restart.
	 * @param properties {@code aura.sandbox.tier=process} and the like
	 */
	public static TestBus start(Path directory, String... properties) {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("server.port", "0");
		settings.put("aura.home", directory.resolve("home").toString());
		settings.put("aura.workspace", directory.resolve("workspace").toString());
		settings.put("aura.bus-token", TOKEN);
		// What most tests are about; the search for stronger tiers would slow each down.
		settings.put("aura.sandbox.tier", "bubblewrap");
		for (String property : properties) {
			String[] pair = property.split("=", 2);
			settings.put(pair[0], pair[1]);
		}
		String[] arguments = settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new);
		return new TestBus(SpringApplication.run(BusApplication.class, arguments), directory);
	}

	public Path workspace() {
		return this.directory.resolve("workspace");
	}

	public Path home() {
		return this.directory.resolve("home");
	}

	/** Where it notes what a later one must clear away should it be killed. */
	public Path notes() {
		return notes(home(), ProcessHandle.current().pid());
	}

	/** The same for a bus in a process of its own. */
	public static Path notes(Path home, long pid) {
		try (Stream<Path> all = Files.list(home.resolve("sandbox"))) {
			return all.filter((folder) -> folder.getFileName().toString().startsWith(pid + "-"))
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/** The address of a path, query included; both already encoded. */
	public URI uri(String pathAndQuery) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return URI.create("http://127.0.0.1:" + port + pathAndQuery);
	}

	/** A request with the token. */
	public HttpRequest.Builder request(String pathAndQuery) {
		return HttpRequest.newBuilder(uri(pathAndQuery)).header("Authorization", "Bearer " + TOKEN);
	}

	public HttpResponse<String> get(String pathAndQuery) {
		return send(request(pathAndQuery).GET());
	}

	public HttpResponse<String> delete(String pathAndQuery) {
		return send(request(pathAndQuery).DELETE());
	}

	/** Posts a value as JSON. */
	public HttpResponse<String> post(String path, Object body) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static JsonNode json(HttpResponse<String> response) {
		return json.readTree(response.body());
	}

	/** Puts a file into the workspace without the bus. */
	public Path put(String path, String content) {
		try {
			Path file = workspace().resolve(path);
			Files.createDirectories(file.getParent());
			return Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.http.close();
		this.context.close();
	}

}
