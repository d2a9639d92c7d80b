package dev.aura.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI-compatible chat-completions server that follows a script: one turn a request,
 * streamed in small pieces as real servers do. When the script is over the last turn is
 * repeated.
 */
public final class ScriptedModel implements AutoCloseable {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final MockWebServer server = new MockWebServer();

	private final Deque<MockResponse> script = new ArrayDeque<>();

	private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

	private final List<RecordedRequest> raw = new CopyOnWriteArrayList<>();

	private volatile boolean ollama;

	private final AtomicInteger lists = new AtomicInteger();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final CountDownLatch stalled = new CountDownLatch(1);

	private ScriptedModel() {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				return answer(request);
			}
		});
	}

	/** A server on a free port of loopback, with an empty script. */
	public static ScriptedModel start() {
		ScriptedModel model = new ScriptedModel();
		try {
			model.server.start(InetAddress.getByName("127.0.0.1"), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return model;
	}

	/** What {@code OPENAI_BASE_URL} has to be. */
	public URI address() {
		return URI.create("http://127.0.0.1:" + this.server.getPort() + "/v1");
	}

	/** From now on an Ollama with one model, named scripted. */
	public ScriptedModel actsAsOllama() {
		this.ollama = true;
		return this;
	}

	/** How often it was asked as an Ollama which models it has. */
	public int lists() {
		return this.lists.get();
	}

	/** What {@code OLLAMA_HOST} has to be. */
	public String ollamaHost() {
		return "127.0.0.1:" + this.server.getPort();
	}

	/** The bodies of the chat requests so far. */
	public List<JsonNode> requests() {
		return List.copyOf(this.requests);
	}

	/** The chat requests so far, with their headers. */
	public List<RecordedRequest> raw() {
		return List.copyOf(this.raw);
	}

	/** The text of the last tool results that the model was sent, in order. */
	public List<String> lastToolResults() {
		List<String> results = new ArrayList<>();
		JsonNode messages = this.requests.getLast().path("messages");
		for (int i = messages.size() - 1; i >= 0 && "tool".equals(messages.get(i).path("role").asString()); i--) {
			results.addFirst(messages.get(i).path("content").asString());
		}
		return results;
	}

	/** Next turn: an answer. */
	public ScriptedModel says(String text) {
		return turn(events(text, List.of(), "stop", true));
	}

	/** Next turn: an answer that ends for a reason. */
	public ScriptedModel says(String text, String finishReason) {
		return turn(events(text, List.of(), finishReason, true));
	}

	/** Next turn: tool calls, side by side. */
	public ScriptedModel calls(Call... calls) {
		return turn(events("", List.of(calls), "tool_calls", true));
	}

	/** Next turn: tool calls that come to an end for a reason. */
	public ScriptedModel callsCutOff(Call... calls) {
		return turn(events("", List.of(calls), "length", true));
	}

	/** Next turn: tool calls, all in one event and without ids, as some servers do. */
	public ScriptedModel callsAtOnce(Call... calls) {
		ObjectNode delta = json.createObjectNode();
		ArrayNode array = delta.putArray("tool_calls");
		for (Call call : calls) {
			ObjectNode node = array.addObject().put("type", "function");
			node.putObject("function").put("name", call.tool()).put("arguments", call.arguments());
		}
		return turn(List.of(event(delta, null), event(json.createObjectNode(), "tool_calls"), "data: [DONE]\n\n"));
	}

	/** Next turn: an answer without token counts. */
	public ScriptedModel saysWithoutUsage(String text) {
		return turn(events(text, List.of(), "stop", false));
	}

	/** Next turn: a failure. */
	public ScriptedModel fails(int status, String body, String... headers) {
		MockResponse.Builder response = new MockResponse.Builder().code(status)
			.body(body)
			.setHeader("Content-Type", "application/json");
		for (int i = 0; i < headers.length; i += 2) {
			response.setHeader(headers[i], headers[i + 1]);
		}
		return script(response.build());
	}

	/** Next turn: the connection closes after a part of the text. */
	public ScriptedModel cutMidway(String text) {
		List<String> events = events(text, List.of(), "stop", true);
		return turn(events.subList(0, events.size() - 3));
	}

	/** Next turn: a part of the text, then silence until the client gives up. */
	public ScriptedModel stalls(String text) {
		List<String> events = events(text, List.of(), "stop", true);
		return script(stream(events.subList(0, events.size() - 3), true));
	}

	/** Next turn: a whole answer, after which the connection stays open. */
	public ScriptedModel lingersAfter(String text) {
		return script(stream(events(text, List.of(), "stop", true), true));
	}

	/** Next turn: an error in the middle of the stream. */
	public ScriptedModel breaksOff(String message) {
		String error = json.createObjectNode().set("error", json.createObjectNode().put("message", message)).toString();
		return turn(List.of(event(json.createObjectNode().put("content", "Half an"), null), "data: " + error + "\n\n"));
	}

	/** Waits until a stalling turn has sent all that it will. */
	public void awaitStall() throws InterruptedException {
		this.stalled.await();
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.server.close();
	}

	private MockResponse answer(RecordedRequest request) {
		String target = request.getTarget();
		if (target.equals("/v1/models")) {
			return new MockResponse.Builder().body("{\"data\":[{\"id\":\"scripted\"}]}").build();
		}
		if (this.ollama && target.equals("/api/tags")) {
			this.lists.incrementAndGet();
			return new MockResponse.Builder().body("{\"models\":[{\"name\":\"scripted\"}]}").build();
		}
		if (this.ollama && target.equals("/api/show")) {
			return new MockResponse.Builder().body("{\"capabilities\":[\"tools\"]}").build();
		}
		if (!target.equals("/v1/chat/completions") || request.getBody() == null) {
			return new MockResponse.Builder().code(404).build();
		}
		synchronized (this.script) {
			this.raw.add(request);
			this.requests.add(json.readTree(request.getBody().utf8()));
			return (this.script.size() > 1) ? this.script.remove() : this.script.element();
		}
	}

	private ScriptedModel turn(List<String> events) {
		return script(stream(events, false));
	}

	private ScriptedModel script(MockResponse response) {
		synchronized (this.script) {
			this.script.add(response);
		}
		return this;
	}

	private MockResponse stream(List<String> events, boolean stall) {
		return new MockResponse.Builder().setHeader("Content-Type", "text/event-stream")
			.onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
			.body(new Stream(List.copyOf(events), stall))
			.build();
	}

	private static List<String> events(String text, List<Call> calls, String finishReason, boolean usage) {
		List<String> events = new ArrayList<>();
		events.add(event(json.createObjectNode().put("role", "assistant").put("content", ""), null));
		for (String piece : pieces(text)) {
			events.add(event(json.createObjectNode().put("content", piece), null));
		}
		for (int i = 0; i < calls.size(); i++) {
			addCall(events, i, calls.get(i));
		}
		events.add(event(json.createObjectNode(), finishReason));
		if (usage) {
			events.add("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"scripted\","
					+ "\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":110}}\n\n");
		}
		events.add("data: [DONE]\n\n");
		return events;
	}

	/** The name and id first, then the arguments in pieces, as OpenAI streams them. */
	private static void addCall(List<String> events, int index, Call call) {
		events.add(event(call(index, (node) -> {
			node.put("id", "call_" + index + "_" + Integer.toHexString(call.hashCode())).put("type", "function");
			node.putObject("function").put("name", call.tool()).put("arguments", "");
		}), null));
		for (String piece : pieces(call.arguments())) {
			events.add(event(call(index, (node) -> node.putObject("function").put("arguments", piece)), null));
		}
	}

	private static ObjectNode call(int index, java.util.function.Consumer<ObjectNode> content) {
		ObjectNode delta = json.createObjectNode();
		content.accept(delta.putArray("tool_calls").addObject().put("index", index));
		return delta;
	}

	private static String event(ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = json.createObjectNode()
			.put("id", "chatcmpl-1")
			.put("object", "chat.completion.chunk")
			.put("model", "scripted");
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
		choice.set("delta", delta);
		choice.put("finish_reason", finishReason);
		return "data: " + chunk + "\n\n";
	}

	private static List<String> pieces(String text) {
		List<String> pieces = new ArrayList<>();
		int length = Math.max(7, text.length() / 20);
		for (int i = 0; i < text.length(); i += length) {
			pieces.add(text.substring(i, Math.min(text.length(), i + length)));
		}
		return pieces;
	}

	/**
	 * A tool call that the model makes.
	 *
	 * @param arguments as sent, valid JSON or not
	 */
	public record Call(String tool, String arguments) {
	}

	/** Writes events one by one; then ends, or falls silent. */
	private final class Stream implements MockResponseBody {

		private final List<String> events;

		private final boolean stall;

		Stream(List<String> events, boolean stall) {
			this.events = events;
			this.stall = stall;
		}

		@Override
		public long getContentLength() {
			return -1;
		}

		@Override
		public void writeTo(BufferedSink sink) throws IOException {
			for (String event : this.events) {
				sink.writeUtf8(event);
				sink.flush();
			}
			if (this.stall) {
				ScriptedModel.this.stalled.countDown();
				try {
					ScriptedModel.this.closing.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
