package dev.aura.bus.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;

/**
 * The quantised bge-small-en-v1.5 from langchain4j's jar, run by ONNX Runtime on the
 * thread that asks. Safe for use by several threads.
 *
 * <p>
 * langchain4j's own class for it starts a thread pool in every session and reads a text
 * twice; this one gives the same vectors for less.
 */
final class BgeSmall implements EmbeddingModel {

	static final String NAME = "bge-small-en-v1.5-q";

	static final int DIMENSION = 384;

	/** What the model was trained to see before a question, and only there. */
	private static final String QUERY_PREFIX = "Represent this sentence for searching relevant passages: ";

	/** Positions that the model has; more tokens are cut off. */
	private static final int MAX_LENGTH = 512;

	private final OrtEnvironment environment;

	private final OrtSession session;

	private final HuggingFaceTokenizer tokenizer;

	private BgeSmall() throws OrtException, IOException {
		this.environment = OnnxRuntime.environment();
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
				InputStream model = resource("/bge-small-en-v1.5-q.onnx");
				InputStream words = resource("/bge-small-en-v1.5-q-tokenizer.json")) {
			options.setIntraOpNumThreads(1);
			options.setInterOpNumThreads(1);
			this.session = this.environment.createSession(model.readAllBytes(), options);
			// The tokenizer reports its use to its makers unless told not to.
			System.setProperty("OPT_OUT_TRACKING", "true");
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

	/**
	 * The one model of this process, loaded by the first call and kept: opening sessions
	 * again and again has crashed ONNX Runtime.
	 */
	static BgeSmall shared() {
		return Shared.MODEL;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public int dimension() {
		return DIMENSION;
	}

	/**
	 * One: the quantised model scales its numbers by those of the whole batch, so the
	 * same text would get another embedding in other company.
	 */
	@Override
	public int batch() {
		return 1;
	}

	@Override
	public List<float[]> documents(List<String> texts) {
		return texts.stream().map(this::embed).toList();
	}

	@Override
	public int tokens(String text) {
		return this.tokenizer.encode(text, false, false).getIds().length;
	}

	@Override
	public float[] query(String text) {
		return embed(QUERY_PREFIX + text);
	}

	private float[] embed(String text) {
		Encoding encoding = this.tokenizer.encode(text, true, false);
		try (OnnxTensor ids = row(cut(encoding.getIds()));
				OnnxTensor attention = row(cut(encoding.getAttentionMask()));
				OnnxTensor types = row(cut(encoding.getTypeIds()));
				OrtSession.Result result = this.session
					.run(Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
			return Embeddings.normalized(firstVector((OnnxTensor) result.get(0)));
		}
		catch (OrtException ex) {
			throw new IllegalStateException("The embedding model failed", ex);
		}
	}

	/** At most {@link #MAX_LENGTH} values, of which the last one, [SEP], stays last. */
	private static long[] cut(long[] values) {
		if (values.length <= MAX_LENGTH) {
			return values;
		}
		long[] cut = Arrays.copyOf(values, MAX_LENGTH);
		cut[MAX_LENGTH - 1] = values[values.length - 1];
		return cut;
	}

	private OnnxTensor row(long[] values) throws OrtException {
		return OnnxTensor.createTensor(this.environment, LongBuffer.wrap(values), new long[] { 1, values.length });
	}

	/** That of [CLS], in which this model gathers the meaning. */
	private static float[] firstVector(OnnxTensor states) {
		FloatBuffer floats = states.getFloatBuffer();
		float[] first = new float[DIMENSION];
		floats.get(first);
		return first;
	}

	private static final class Shared {

		private static final BgeSmall MODEL = load();

		private static BgeSmall load() {
			try {
				return new BgeSmall();
			}
			catch (OrtException ex) {
				throw new IllegalStateException("The embedding model could not be loaded", ex);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
