package dev.aura.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.aura.api.ProblemType;
import dev.aura.api.fs.ReadResult;
import dev.aura.api.fs.WriteRequest;
import dev.aura.api.fs.WriteResult;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.web.FetchResult;
import dev.aura.api.web.WebSearchResult;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.json.JsonMapper;

/** A bus that answers by the wire contract without doing anything but keeping files. */
public final class ScriptedBus implements AutoCloseable {

	/** The bearer token that it expects. */
	public static final String TOKEN = "scripted-token";

	private static final JsonMapper json = JsonMapper.builder().build();

	private final MockWebServer server = new MockWebServer();

	private final Map<String, Function<RecordedRequest, MockResponse>> answers = new ConcurrentHashMap<>();

	private final Map<String, String> files = new ConcurrentHashMap<>();

	private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

	private ScriptedBus() {
		on("/fs/write", this::write);
		on("/fs/read", this::read);
		on("/sandbox/execute", (request) -> json(
				new ExecuteResult(ExecuteResult.Outcome.COMPLETED, null, 0, "42\n", "", false, 12, "scripted")));
		on("/memory/add", (request) -> json(new AddResult(List.of("m1"), 1)));
		on("/memory/query", (request) -> json(new QueryResult(
				List.of(new QueryResult.Hit("m1", "Tides follow the moon.", 0.5, "a page", "default", Map.of())))));
		on("/web/search", (request) -> json(new WebSearchResult("tides",
				List.of(new WebSearchResult.Hit("Tides", "https://example.org/tides", "The sea rises and falls.")))));
		on("/web/fetch",
				(request) -> json(new FetchResult("https://example.org/tides", "Tides", "The moon pulls.", 15, null)));
		on("/actuator/health", (request) -> json(Map.of("status", "UP")));
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				return answer(request);
			}
		});
	}

	/** A bus on a free port of loopback. */
	public static ScriptedBus start() {
		return start(0, Map.of());
	}

	/** A bus on a port of loopback, with files. */
	public static ScriptedBus start(int port, Map<String, String> files) {
		ScriptedBus bus = new ScriptedBus();
		bus.files.putAll(files);
		try {
			bus.server.start(InetAddress.getByName("127.0.0.1"), port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bus;
	}

	public URI address() {
		return URI.create("http://127.0.0.1:" + this.server.getPort());
	}

	/** The files that were written. */
	public Map<String, String> files() {
		return this.files;
	}

	/** The requests so far. */
	public List<RecordedRequest> requests() {
		return List.copyOf(this.requests);
	}

	/** Answers a path differently from now on. */
	public ScriptedBus on(String path, Function<RecordedRequest, MockResponse> answer) {
		this.answers.put(path, answer);
		return this;
	}

	/** A value as JSON. */
	public static MockResponse json(Object value) {
		return new MockResponse.Builder().setHeader("Content-Type", "application/json")
			.body(json.writeValueAsString(value))
			.build();
	}

	/** A failure as the bus answers it. */
	public static MockResponse problem(ProblemType type, String detail) {
		return problem(type, detail, Map.of());
	}

	/** A failure with members of its own. */
	public static MockResponse problem(ProblemType type, String detail, Map<String, String> more) {
		Map<String, Object> body = new HashMap<>(more);
		body.putAll(Map.of("type", type.type().toString(), "title", type.title(), "status", type.status(), "detail",
				detail));
		return new MockResponse.Builder().code(type.status())
			.setHeader("Content-Type", "application/problem+json")
			.body(json.writeValueAsString(body))
			.build();
	}

	@Override
	public void close() {
		this.server.close();
	}

	private MockResponse answer(RecordedRequest request) {
		this.requests.add(request);
		String path = request.getUrl().encodedPath();
		if (!path.equals("/actuator/health")
				&& !("Bearer " + TOKEN).equals(request.getHeaders().get("Authorization"))) {
			return problem(ProblemType.UNAUTHENTICATED, "The token is not the one in AURA_HOME/token.");
		}
		return this.answers.getOrDefault(path, (unknown) -> problem(ProblemType.NOT_FOUND, "There is no " + path + "."))
			.apply(request);
	}

	private MockResponse write(RecordedRequest request) {
		WriteRequest write = json.readValue(request.getBody().utf8(), WriteRequest.class);
		boolean created = this.files.put(write.path(), write.content()) == null;
		return json(new WriteResult(write.path(), write.content().length(), "0".repeat(64), created));
	}

	private MockResponse read(RecordedRequest request) {
		String path = request.getUrl().queryParameter("path");
		String content = this.files.get(path);
		if (content == null) {
			return problem(ProblemType.NOT_FOUND, "path: " + path + " (expected: a file that exists)");
		}
		return json(new ReadResult(path, content, content.length(), content.lines().count(), false, null));
	}

}
