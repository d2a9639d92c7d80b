package dev.aura.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An OpenAI-compatible server that takes so many calls at once and answers the others
 * 429. A task such as {@code "#17 does 5"} is a run that recalls four times and then
 * answers; any task with a number after {@code #} is told apart by it.
 */
public final class CrowdedModel implements AutoCloseable {

	private static final Pattern TASK = Pattern.compile("#([a-z0-9-]+) does (\\d+)");

	private final HttpServer server;

	private final Semaphore places;

	private final Duration latency;

	private final String retryAfter;

	private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

	private final LongAdder refused = new LongAdder();

	private volatile boolean full;

	private volatile CountDownLatch held = new CountDownLatch(0);

	private volatile boolean closed;

	private CrowdedModel(int places, Duration latency, String retryAfter) throws IOException {
		this.places = new Semaphore(places);
		this.latency = latency;
		this.retryAfter = retryAfter;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1000);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/v1/chat/completions", this::complete);
		this.server.createContext("/v1/models", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			send(exchange, 200, "application/json", "{\"data\":[{\"id\":\"crowded\"}]}");
		});
		this.server.start();
	}

	/**
	 * A server on a free port of loopback.
	 * @param places calls that it takes at once
	 * @param retryAfter said with each refusal
	 */
	public static CrowdedModel start(int places, Duration latency, String retryAfter) {
		try {
			return new CrowdedModel(places, latency, retryAfter);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What {@code OPENAI_BASE_URL} has to be. */
	public URI address() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1");
	}

	/** Calls that were answered, by run. */
	public Map<String, Integer> answers() {
		Map<String, Integer> counts = new ConcurrentHashMap<>();
		this.answers.forEach((run, count) -> counts.put(run, count.get()));
		return counts;
	}

	/** Calls that were answered 429. */
	public long refused() {
		return this.refused.sum();
	}

	/** Refuses all calls, or takes some again. */
	public void full(boolean full) {
		this.full = full;
	}

	/** Keeps all calls waiting for their answers from now on. */
	public void hold() {
		this.held = new CountDownLatch(1);
	}

	/** Answers those that were kept waiting. */
	public void release() {
		this.held.countDown();
	}

	@Override
	public void close() {
		this.closed = true;
		release();
		this.server.stop(0);
	}

	private void complete(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		if (this.full || !this.places.tryAcquire()) {
			this.refused.increment();
			exchange.getResponseHeaders().set("Retry-After", this.retryAfter);
			send(exchange, 429, "application/json", "{\"error\":{\"message\":\"Too many requests\"}}");
			return;
		}
		try {
			this.held.await();
			Thread.sleep(this.latency);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.places.release();
		}
		Matcher task = TASK.matcher(request);
		boolean known = task.find();
		int answered = known
				? this.answers.computeIfAbsent(task.group(1), (run) -> new AtomicInteger()).incrementAndGet() : 1;
		boolean last = !known || answered >= Integer.parseInt(task.group(2));
		if (!this.closed) {
			send(exchange, 200, "text/event-stream", last ? said() : called(answered));
		}
	}

	private static String called(int number) {
		return event("""
				{"role":"assistant","tool_calls":[{"index":0,"id":"call_%d","type":"function",\
				"function":{"name":"recall","arguments":"{\\"query\\":\\"x\\"}"}}]}""".formatted(number), "tool_calls");
	}

	private static String said() {
		return event("{\"role\":\"assistant\",\"content\":\"Done.\"}", "stop");
	}

	private static String event(String delta, String reason) {
		return chunk("{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}")
				+ chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}") + "data: [DONE]\n\n";
	}

	private static String chunk(String choice) {
		return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"crowded\",\"choices\":["
				+ choice + "]}\n\n";
	}

	private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

}
