package dev.aura.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.aura.kernel.ScriptedModel.Call;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that does {@link TwelveSteps}, whichever of them a conversation is about and
 * however far it is: the same request is always answered alike. At the end it says what
 * it was told of calls that did not simply succeed.
 */
final class TaskModel implements AutoCloseable {

	private static final JsonMapper json = JsonMapper.shared();

	private static final Pattern NO_SUCCESS = Pattern
		.compile("Not|Outcome|No |Nothing|There is no|Known|The program (?!ended with exit code 0 )");

	private final HttpServer server;

	/** Whether the answer of a task's step is on disk already. */
	private final BiPredicate<String, Integer> known;

	private final AtomicLong requests = new AtomicLong();

	/** Requests for answers that were known, by task. */
	private final Map<String, Integer> paidTwice = new ConcurrentHashMap<>();

	TaskModel(BiPredicate<String, Integer> known) throws IOException {
		this.known = known;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 64);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/v1/models", (exchange) -> send(exchange, "{\"data\":[{\"id\":\"scripted\"}]}"));
		this.server.createContext("/v1/chat/completions", this::answer);
		this.server.start();
	}

	String address() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1";
	}

	long requests() {
		return this.requests.get();
	}

	int paidTwice(TwelveSteps task) {
		return this.paidTwice.getOrDefault(task.tag(), 0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		JsonNode messages = json.readTree(exchange.getRequestBody()).path("messages");
		TwelveSteps task = TwelveSteps.of(messages.toString()).orElseThrow();
		int step = 1 + (int) messages.valueStream()
			.filter((message) -> message.path("role").asString().equals("assistant"))
			.count();
		this.requests.incrementAndGet();
		if (this.known.test(task.tag(), step)) {
			this.paidTwice.merge(task.tag(), 1, Integer::sum);
		}
		List<Call> calls = task.calls(step);
		send(exchange, calls.isEmpty() ? text(answer(task, messages)) : calls(step, calls));
	}

	/**
	 * The end of a task: {@code TAG} and the calls in question, each with its first word.
	 */
	private static String answer(TwelveSteps task, JsonNode messages) {
		StringBuilder answer = new StringBuilder(task.tag());
		int step = 0;
		int call = 0;
		for (JsonNode message : messages) {
			switch (message.path("role").asString()) {
				case "assistant" -> {
					step++;
					call = 0;
				}
				case "tool" -> {
					call++;
					String result = message.path("content").asString();
					if (NO_SUCCESS.matcher(result).lookingAt()) {
						answer.append(" %d/%d:%s".formatted(step, call, result.split(" ", 2)[0]));
					}
				}
				default -> {
					// The system's and the person's words.
				}
			}
		}
		return answer.toString();
	}

	private static String text(String text) {
		return event(json.createObjectNode().put("content", text), null) + end("stop");
	}

	private static String calls(int step, List<Call> calls) {
		ObjectNode delta = json.createObjectNode();
		ArrayNode array = delta.putArray("tool_calls");
		for (Call call : calls) {
			ObjectNode node = array.addObject()
				.put("index", array.size() - 1)
				.put("id", "call_" + step + "_" + array.size())
				.put("type", "function");
			node.putObject("function").put("name", call.tool()).put("arguments", call.arguments());
		}
		return event(delta, null) + end("tool_calls");
	}

	private static String end(String reason) {
		return event(json.createObjectNode(), reason)
				+ "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":110}}\n\n"
				+ "data: [DONE]\n\n";
	}

	private static String event(ObjectNode delta, @Nullable String reason) {
		ObjectNode chunk = json.createObjectNode().put("id", "c").put("model", "scripted");
		ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0).put("finish_reason", reason);
		choice.set("delta", delta);
		return "data: " + chunk + "\n\n";
	}

	private static void send(HttpExchange exchange, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders()
			.set("Content-Type", body.startsWith("data:") ? "text/event-stream" : "application/json");
		exchange.sendResponseHeaders(200, bytes.length);
		try (exchange) {
			exchange.getResponseBody().write(bytes);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
