package dev.aura.kernel.model;

import java.util.ArrayList;
import java.util.List;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Splits an event that carries several tool calls into events of one each. Some servers
 * send all calls of a turn at once, and langchain4j reads only the first of an event.
 */
final class ToolCallChunks {

	private static final JsonMapper json = JsonMapper.builder().build();

	private ToolCallChunks() {
	}

	static List<ServerSentEvent> split(ServerSentEvent event) {
		if (event.data() == null || !event.data().contains("\"tool_calls\"")) {
			return List.of(event);
		}
		try {
			JsonNode chunk = json.readTree(event.data());
			JsonNode calls = calls(chunk);
			return (calls.size() > 1) ? split(event, chunk, calls) : List.of(event);
		}
		catch (JacksonException ex) {
			return List.of(event);
		}
	}

	private static List<ServerSentEvent> split(ServerSentEvent event, JsonNode chunk, JsonNode calls) {
		List<ServerSentEvent> parts = new ArrayList<>();
		for (int i = 0; i < calls.size(); i++) {
			ObjectNode part = (ObjectNode) chunk.deepCopy();
			ArrayNode partCalls = (ArrayNode) calls(part);
			ObjectNode call = (ObjectNode) calls.get(i).deepCopy();
			if (!call.path("index").isNumber()) {
				call.put("index", i);
			}
			partCalls.removeAll();
			partCalls.add(call);
			if (i > 0) {
				// What comes with the calls, such as text, must not be counted twice.
				((ObjectNode) part.at("/choices/0/delta")).remove(List.of("content", "reasoning_content"));
				part.remove("usage");
			}
			parts.add(new ServerSentEvent(event.event(), part.toString()));
		}
		return parts;
	}

	private static JsonNode calls(JsonNode chunk) {
		return chunk.at("/choices/0/delta/tool_calls");
	}

}
