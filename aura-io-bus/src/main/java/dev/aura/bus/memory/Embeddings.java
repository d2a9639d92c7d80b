package dev.aura.bus.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How an embedding is kept: little-endian float32. */
final class Embeddings {

	private Embeddings() {
	}

	static byte[] bytes(float[] embedding) {
		ByteBuffer buffer = ByteBuffer.allocate(embedding.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		buffer.asFloatBuffer().put(embedding);
		return buffer.array();
	}

	static float[] floats(byte[] bytes) {
		float[] embedding = new float[bytes.length / Float.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(embedding);
		return embedding;
	}

	/** The same embedding with length 1, in its place. */
	static float[] normalized(float[] vector) {
		double squares = 0;
		for (float component : vector) {
			squares += (double) component * component;
		}
		float length = (float) Math.sqrt(squares);
		for (int i = 0; i < vector.length; i++) {
			vector[i] /= length;
		}
		return vector;
	}

}
