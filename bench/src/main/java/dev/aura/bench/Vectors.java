package dev.aura.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.Neighbors;

/** Vectors one after the other, as arrays and as raw files. */
final class Vectors {

	private static final int PART = 1 << 20;

	/** Embedded before they are written. */
	private static final int BATCH = 500;

	private static final long BYTES = Encoder.DIMENSION * Float.BYTES;

	private static final int NEIGHBOURS = 20;

	private Vectors() {
	}

	/** The embeddings of texts, out of a file; what it does not have yet is made. */
	static float[] embedded(List<String> texts, Path file) throws Exception {
		Files.createDirectories(file.getParent());
		int done = Files.exists(file) ? (int) (Files.size(file) / BYTES) : 0;
		if (done < texts.size()) {
			Encoder encoder = new Encoder();
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
				channel.position(done * BYTES);
				for (int from = done; from < texts.size(); from += BATCH) {
					float[] part = encoder.embed(texts.subList(from, Math.min(texts.size(), from + BATCH)));
					write(channel, part);
					Table.progress("embedded %,d of %,d texts".formatted(from + part.length / Encoder.DIMENSION,
							texts.size()));
				}
			}
		}
		return read(file, texts.size() * Encoder.DIMENSION);
	}

	/**
	 * As many vectors as asked for: the real ones and then mixtures. A mixture is a point
	 * between a real one and one of its nearest neighbours with noise of half their
	 * distance; so it lies where embeddings lie, and as far from its own neighbours.
	 */
	static float[] grown(float[] real, int dimension, int size) {
		if (real.length >= size * dimension) {
			return Arrays.copyOf(real, size * dimension);
		}
		float[] grown = Arrays.copyOf(real, size * dimension);
		int count = real.length / dimension;
		Random random = new Random(1);
		try (FaissIndex index = new FaissIndex(dimension)) {
			index.add(LongStream.range(0, count).toArray(), real);
			int each = (size - count + count - 1) / count;
			int next = count;
			for (int row = 0; row < count && next < size; row++) {
				float[] one = Arrays.copyOfRange(real, row * dimension, (row + 1) * dimension);
				Neighbors near = index.search(one, NEIGHBOURS + 1);
				for (int i = 0; i < each && next < size; i++, next++) {
					int other = (int) near.ids()[1 + random.nextInt(near.count() - 1)];
					mix(grown, row * dimension, other * dimension, next * dimension, dimension, random);
				}
			}
		}
		return grown;
	}

	private static void mix(float[] vectors, int one, int other, int at, int dimension, Random random) {
		float share = random.nextFloat();
		double distance = 0;
		for (int i = 0; i < dimension; i++) {
			distance += Math.pow(vectors[one + i] - vectors[other + i], 2);
		}
		double noise = 0.5 * Math.sqrt(distance / dimension);
		for (int i = 0; i < dimension; i++) {
			vectors[at + i] = (float) (vectors[one + i] + share * (vectors[other + i] - vectors[one + i])
					+ noise * random.nextGaussian());
		}
		normalize(vectors, at, dimension);
	}

	static void normalize(float[] vectors, int at, int dimension) {
		double square = 0;
		for (int i = at; i < at + dimension; i++) {
			square += (double) vectors[i] * vectors[i];
		}
		float length = (float) Math.sqrt(square);
		for (int i = at; i < at + dimension; i++) {
			vectors[i] /= length;
		}
	}

	static void write(Path file, float[] vectors) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING)) {
			write(channel, vectors);
		}
	}

	private static void write(FileChannel channel, float[] vectors) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(PART * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (int from = 0; from < vectors.length; from += PART) {
			int count = Math.min(PART, vectors.length - from);
			bytes.clear().asFloatBuffer().put(vectors, from, count);
			bytes.limit(count * Float.BYTES);
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
		}
	}

	private static float[] read(Path file, int length) throws IOException {
		float[] vectors = new float[length];
		try (FileChannel channel = FileChannel.open(file)) {
			channel.map(FileChannel.MapMode.READ_ONLY, 0, (long) length * Float.BYTES)
				.order(ByteOrder.LITTLE_ENDIAN)
				.asFloatBuffer()
				.get(vectors);
		}
		return vectors;
	}

}
