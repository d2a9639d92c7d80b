package dev.aura.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aura.faiss.FaissIndex;

/**
 * Adds and queries over HTTP, beside the same vectors in a FAISS index called directly.
 * The vectors are random and put into the database while the bus is down: what is
 * measured is the path of a query, not what it finds.
 */
final class MemoryBench {

	private static final int DIMENSION = 384;

	private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);

	private MemoryBench() {
	}

	static void run(Path root, Path folder, Table table) throws Exception {
		Path home = Files.createDirectory(folder.resolve("memory"));
		try (BusProcess bus = BusProcess.start(root, home, List.of())) {
			Table.progress("memory: adding");
			AtomicInteger number = new AtomicInteger();
			table.row("/memory/add one sentence", Samples.of(5, 100,
					() -> bus.post("/memory/add", "{\"text\":\"Fact %d: the quick brown fox jumps over the lazy dog.\"}"
						.formatted(number.incrementAndGet()))));
		}
		for (int size : SIZES) {
			Table.progress("memory: " + size + " entries");
			float[] vectors = vectors(size);
			seed(home.resolve("home/memory/memory.db"), vectors);
			try (BusProcess bus = BusProcess.start(root, home, List.of())) {
				query(bus, table, size, vectors);
			}
		}
	}

	private static void query(BusProcess bus, Table table, int size, float[] vectors) throws Exception {
		Samples direct;
		try (FaissIndex index = new FaissIndex(DIMENSION)) {
			long[] ids = new long[size];
			for (int i = 0; i < size; i++) {
				ids[i] = i;
			}
			index.add(ids, vectors);
			float[] query = new float[DIMENSION];
			System.arraycopy(vectors, 0, query, 0, DIMENSION);
			direct = Samples.of(20, 200, () -> index.search(query, 10));
		}
		table.row("FAISS called directly, %,d vectors".formatted(size), direct);
		for (String mode : List.of("dense", "lexical", "hybrid")) {
			String body = "{\"query\":\"which animal jumps over the dog\",\"k\":10,\"mode\":\"%s\",\"namespace\":\"bench\"}"
				.formatted(mode);
			table.row("/memory/query %s, %,d entries".formatted(mode, size),
					Samples.of(10, 100, () -> bus.post("/memory/query", body)), "FAISS directly", direct);
		}
	}

	private static float[] vectors(int size) {
		Random random = new Random(42);
		float[] vectors = new float[size * DIMENSION];
		for (int row = 0; row < size; row++) {
			double square = 0;
			for (int i = 0; i < DIMENSION; i++) {
				float value = (float) random.nextGaussian();
				vectors[row * DIMENSION + i] = value;
				square += value * value;
			}
			for (int i = 0; i < DIMENSION; i++) {
				vectors[row * DIMENSION + i] /= (float) Math.sqrt(square);
			}
		}
		return vectors;
	}

	private static void seed(Path database, float[] vectors) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
			connection.setAutoCommit(false);
			try (Statement statement = connection.createStatement()) {
				statement.execute("DELETE FROM entries WHERE namespace = 'bench'");
			}
			try (PreparedStatement insert = connection.prepareStatement("""
					INSERT INTO entries (namespace, space, start, created, metadata, text, embedding)
					VALUES ('bench', (SELECT max(id) FROM spaces), 0, 0, '{}', ?, ?)""")) {
				for (int row = 0; row < vectors.length / DIMENSION; row++) {
					ByteBuffer bytes = ByteBuffer.allocate(DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
					bytes.asFloatBuffer().put(vectors, row * DIMENSION, DIMENSION);
					insert.setString(1, "Entry " + row + " mentions " + words(row) + ".");
					insert.setBytes(2, bytes.array());
					insert.executeUpdate();
				}
			}
			connection.commit();
		}
	}

	/** A few words of a vocabulary of a thousand, and one animal in a hundred entries. */
	private static String words(int row) {
		Random random = new Random(row);
		StringBuilder words = new StringBuilder();
		for (int i = 0; i < 20; i++) {
			words.append("word").append(random.nextInt(1000)).append(' ');
		}
		return (row % 100 == 0) ? words + "animal" : words.toString().strip();
	}

}
