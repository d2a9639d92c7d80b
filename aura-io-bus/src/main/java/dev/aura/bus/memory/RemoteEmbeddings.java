package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/** A model behind the OpenAI-compatible call {@code /embeddings}. */
final class RemoteEmbeddings implements EmbeddingModel {

	private static final int BATCH = 32;

	private final ModelHttp http;

	private final EmbeddingServer settings;

	private final int dimension;

	/**
	 * The model; asks the server once, to learn the dimension.
	 * @throws dev.aura.bus.problem.ProblemException when it does not answer
	 */
	RemoteEmbeddings(EmbeddingServer settings) {
		this.settings = settings;
		this.http = new ModelHttp(settings.server(), "embedding server");
		this.dimension = embed(List.of("dimension"), 0).getFirst().length;
	}

	/** Prefixes make other embeddings of the same model. */
	@Override
	public String name() {
		String prefix = this.settings.documentPrefix();
		return this.settings.server().model() + (prefix.isEmpty() ? "" : " with prefix " + prefix);
	}

	@Override
	public int dimension() {
		return this.dimension;
	}

	/**
	 * Those of the model in this process, whose words are at least as many as those of
	 * larger models.
	 */
	@Override
	public int tokens(String text) {
		return BgeSmall.shared().tokens(text);
	}

	@Override
	public int batch() {
		return BATCH;
	}

	@Override
	public List<float[]> documents(List<String> texts) {
		return embed(texts.stream().map((text) -> this.settings.documentPrefix() + text).toList(), this.dimension);
	}

	@Override
	public float[] query(String text) {
		return embed(List.of(this.settings.queryPrefix() + text), this.dimension).getFirst();
	}

	/** Any dimension is right when 0 is expected. */
	private List<float[]> embed(List<String> texts, int expected) {
		JsonNode answer = this.http
			.post(Map.of("model", this.settings.server().model(), "input", texts, "encoding_format", "float"));
		float[][] embeddings = new float[texts.size()][];
		for (JsonNode item : answer.path("data")) {
			int index = item.path("index").asInt(-1);
			if (index >= 0 && index < embeddings.length) {
				embeddings[index] = vector(item.path("embedding"), expected);
			}
		}
		if (Arrays.asList(embeddings).contains(null)) {
			throw this.http.unavailable("answers fewer embeddings than texts", null);
		}
		return new ArrayList<>(Arrays.asList(embeddings));
	}

	private float[] vector(JsonNode numbers, int expected) {
		float[] vector = new float[numbers.size()];
		double squares = 0;
		for (int i = 0; i < vector.length; i++) {
			vector[i] = (float) numbers.get(i).asDouble(Double.NaN);
			squares += (double) vector[i] * vector[i];
		}
		if (vector.length == 0 || (expected > 0 && vector.length != expected)) {
			throw this.http.unavailable("answers embeddings of dimension %d (expected: %s)".formatted(vector.length,
					(expected > 0) ? expected : "above 0"), null);
		}
		if (!(squares > 0) || Double.isInfinite(squares)) {
			throw this.http.unavailable("answers embeddings that are no direction", null);
		}
		return Embeddings.normalized(vector);
	}

}
