package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * A cross-encoder behind the call {@code /rerank} as Jina, Cohere, vLLM, llama.cpp and
 * others have it. It reads the question and each text together, which is slow and better.
 */
@Component
final class Reranker {

	/** How many texts it is shown. */
	static final int DEPTH = 50;

	private final ModelServer server;

	private final ModelHttp http;

	Reranker(MemoryProperties properties) {
		this.server = properties.rerank();
		this.http = new ModelHttp(this.server, "reranker");
	}

	/** Whether there is one. */
	boolean isConfigured() {
		return this.server.isNamed();
	}

	/**
	 * What was found in the order that the reranker gives it, with its scores, 0 to 1.
	 * @throws dev.aura.bus.problem.ProblemException when it does not answer
	 */
	List<Scored> rerank(String question, List<Retrieval.Found> found) {
		List<String> texts = found.stream().map((each) -> each.entry().embedded()).toList();
		JsonNode answer = this.http
			.post(Map.of("model", this.server.model(), "query", question, "documents", texts, "top_n", texts.size()));
		List<Scored> scored = new ArrayList<>();
		for (JsonNode result : answer.path("results")) {
			int index = result.path("index").asInt(-1);
			double score = result.path("relevance_score").asDouble(Double.NaN);
			if (index < 0 || index >= found.size() || !Double.isFinite(score)) {
				throw this.http.unavailable("answers what was not asked for", null);
			}
			scored.add(new Scored(found.get(index).entry().row(), score));
		}
		if (scored.stream().map(Scored::id).distinct().count() != found.size()) {
			throw this.http.unavailable("leaves texts out or counts them twice", null);
		}
		scored.sort(Comparator.comparingDouble(Scored::score).reversed());
		return shares(scored);
	}

	/** Some servers answer logits, which may be any number. */
	private static List<Scored> shares(List<Scored> scored) {
		boolean areShares = scored.stream().allMatch((each) -> each.score() >= 0 && each.score() <= 1);
		return areShares ? scored
				: scored.stream().map((each) -> new Scored(each.id(), 1 / (1 + Math.exp(-each.score())))).toList();
	}

}
