package dev.aura.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An OpenAI-compatible server that answers at once: so many tool calls, then an answer.
 */
final class ScriptedModel implements AutoCloseable {

	private final AtomicInteger calls = new AtomicInteger();

	private final int toolCalls;

	private final HttpServer server;

	ScriptedModel(int toolCalls) throws IOException {
		this.toolCalls = toolCalls;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/v1/chat/completions", this::complete);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1";
	}

	private void complete(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		int call = this.calls.getAndIncrement();
		String delta = (call < this.toolCalls) ? """
				{"role":"assistant","tool_calls":[{"index":0,"id":"call_%d","type":"function",\
				"function":{"name":"list_files","arguments":"{}"}}]}""".formatted(call)
				: "{\"role\":\"assistant\",\"content\":\"Done.\"}";
		String reason = (call < this.toolCalls) ? "tool_calls" : "stop";
		String body = event("{\"index\":0,\"delta\":%s,\"finish_reason\":null}".formatted(delta))
				+ event("{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}".formatted(reason)) + "data: [DONE]\n\n";
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
		exchange.sendResponseHeaders(200, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	private static String event(String choice) {
		return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"scripted\",\"choices\":[%s]}\n\n"
			.formatted(choice);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
