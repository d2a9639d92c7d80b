package dev.aura.bus.memory;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.bus.TestBus;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** One namespace of a bus, as a caller sees it. */
record Memories(TestBus bus, String namespace) {

	/** Adds a text with further fields and answers the whole result. */
	JsonNode add(String text, Map<String, ?> fields) {
		return post("/memory/add", with(Map.of("text", text), fields));
	}

	/** Adds a text of one chunk and answers its id. */
	String add(String text) {
		return add(text, Map.of()).path("ids").get(0).asString();
	}

	/** The hits of a query with further fields. */
	List<JsonNode> hits(String query, Map<String, ?> fields) {
		return post("/memory/query", with(Map.of("query", query, "k", 200), fields)).path("results")
			.valueStream()
			.toList();
	}

	/** Texts of the hits of a query. */
	List<String> texts(String query, Map<String, ?> fields) {
		return hits(query, fields).stream().map((hit) -> hit.path("text").asString()).toList();
	}

	/** What is found in every way of asking, which must be the same. */
	List<String> everything(String query) {
		List<String> dense = texts(query, Map.of("mode", "dense"));
		assertThat(texts(query, Map.of("mode", "hybrid"))).containsExactlyInAnyOrderElementsOf(dense);
		return dense;
	}

	JsonNode post(String path, Map<String, ?> body) {
		HttpResponse<String> response = this.bus.post(path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	/** Sends a body that must be refused with 422 and answers the detail. */
	String refused(String path, Map<String, ?> body) {
		HttpResponse<String> response = this.bus.post(path, with(body, Map.of()));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
		return TestBus.json(response).path("detail").asString();
	}

	Map<String, Object> with(Map<String, ?> fields, Map<String, ?> more) {
		Map<String, Object> all = new HashMap<>(fields);
		all.put("namespace", this.namespace);
		all.putAll(more);
		return all;
	}

}
