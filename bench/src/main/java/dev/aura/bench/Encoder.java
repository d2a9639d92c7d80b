package dev.aura.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;

/**
 * The model on board without anything around it: what the memory's own speed is compared
 * with.
 */
final class Encoder {

	static final int DIMENSION = 384;

	static final String QUERY_PREFIX = "Represent this sentence for searching relevant passages: ";

	private static final int MAX_LENGTH = 512;

	private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

	private final OrtSession session;

	private final HuggingFaceTokenizer tokenizer;

	Encoder() throws OrtException, IOException {
		System.setProperty("OPT_OUT_TRACKING", "true");
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
				InputStream model = resource("/bge-small-en-v1.5-q.onnx");
				InputStream words = resource("/bge-small-en-v1.5-q-tokenizer.json")) {
			options.setIntraOpNumThreads(1);
			options.setInterOpNumThreads(1);
			this.session = this.environment.createSession(model.readAllBytes(), options);
			this.tokenizer = HuggingFaceTokenizer.newInstance(words, Map.of("padding", "false", "truncation", "false"));
		}
	}

	private static InputStream resource(String name) throws IOException {
		InputStream stream = BgeSmallEnV15QuantizedEmbeddingModel.class.getResourceAsStream(name);
		if (stream == null) {
			throw new IOException(name + " is not on the class path");
		}
		return stream;
	}

	/** The embeddings of some texts one after the other, made on all cores. */
	float[] embed(List<String> texts) {
		float[] vectors = new float[texts.size() * DIMENSION];
		IntStream.range(0, texts.size()).parallel().forEach((i) -> embed(texts.get(i), vectors, i * DIMENSION));
		return vectors;
	}

	private void embed(String text, float[] vectors, int at) {
		Encoding encoding = this.tokenizer.encode(text, true, false);
		try (OnnxTensor ids = row(encoding.getIds());
				OnnxTensor attention = row(encoding.getAttentionMask());
				OnnxTensor types = row(encoding.getTypeIds());
				OrtSession.Result result = this.session
					.run(Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
			((OnnxTensor) result.get(0)).getFloatBuffer().get(vectors, at, DIMENSION);
			Vectors.normalize(vectors, at, DIMENSION);
		}
		catch (OrtException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private OnnxTensor row(long[] values) throws OrtException {
		long[] cut = Arrays.copyOf(values, Math.min(values.length, MAX_LENGTH));
		cut[cut.length - 1] = values[values.length - 1];
		return OnnxTensor.createTensor(this.environment, LongBuffer.wrap(cut), new long[] { 1, cut.length });
	}

}
