package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A process that changes and searches a store until it is killed, and says on stdout what
 * it was answered.
 */
final class CrashingMemory {

	private static final Space SPACE = new Space("crash", 8, 1);

	/** Few, so that files are written all the time. */
	private static final int LEAST_UNWRITTEN = 40;

	private CrashingMemory() {
	}

	/**
	 * Starts it.
	 * @param says where its words go: to kill a process closes the pipe to it, with what
	 * was not read yet
	 */
	static Process start(Path directory, int seed, Path says) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), CrashingMemory.class.getName(),
				directory.toString(), Integer.toString(seed))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(says.toFile())
			.start();
	}

	public static void main(String[] arguments) throws Exception {
		Path directory = Path.of(arguments[0]);
		MemoryStore store = store(directory);
		VectorIndex index = index(directory, store);
		for (int thread = 0; thread < 4; thread++) {
			Random random = new Random(Long.parseLong(arguments[1]) * 4 + thread);
			Thread.ofPlatform().start(() -> work(store, index, random));
		}
	}

	private static void work(MemoryStore store, VectorIndex index, Random random) {
		List<Long> own = new ArrayList<>();
		try {
			while (true) {
				if (own.size() < 3 || random.nextInt(3) > 0) {
					float[] vector = vector(random);
					List<Long> ids = add(store, vector, 1 + random.nextInt(3), random);
					say("added", ids);
					own.addAll(ids);
					// Its own write is found at once, also while files are written.
					if (index.search("crash", vector, 1, null).getFirst().id() != ids.getFirst()) {
						throw new IllegalStateException("What was added was not found");
					}
				}
				else {
					long id = own.remove(random.nextInt(own.size()));
					say("deleting", List.of(id));
					store.writes().delete(id);
					say("deleted", List.of(id));
					if (index.search("crash", vector(random), 1_000_000, null)
						.stream()
						.anyMatch((hit) -> hit.id() == id)) {
						throw new IllegalStateException("What was deleted was found");
					}
				}
			}
		}
		catch (SQLException | RuntimeException ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(1);
		}
	}

	private static void say(String what, List<Long> ids) {
		System.out.println(what + ids.stream().map((id) -> " " + id).collect(Collectors.joining()) + " .");
	}

	private static List<Long> add(MemoryStore store, float[] vector, int count, Random random) throws SQLException {
		List<Entry> entries = new ArrayList<>();
		List<float[]> embeddings = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			entries.add(
					new Entry(0, 0, "crash", null, i, null, null, "{}", "part of " + count, 1, 0, 0, null, null, null));
			embeddings.add((i == 0) ? vector : vector(random));
		}
		return store.writes().add(entries, embeddings).ids();
	}

	static MemoryStore store(Path directory) throws IOException, SQLException {
		return MemoryStore.open(directory, SPACE, 4);
	}

	static IndexCache cache(Path directory, MemoryStore store) throws SQLException {
		return new IndexCache(directory, store.feed().store(), SPACE);
	}

	/** An index that has taken in everything. */
	static VectorIndex index(Path directory, MemoryStore store) throws SQLException {
		VectorIndex index = new VectorIndex(store.feed(), cache(directory, store), SPACE.dimension(), LEAST_UNWRITTEN);
		index.follow();
		return index;
	}

	static List<Row> rows(MemoryStore store) throws SQLException {
		return store.database()
			.read((session) -> session.query("SELECT id, document, text FROM entries ORDER BY id",
					(row) -> new Row(row.getLong(1), (row.getObject(2) != null) ? row.getLong(2) : null,
							Integer.parseInt(row.getString(3).substring("part of ".length())))));
	}

	static float[] vector(Random random) {
		float[] vector = new float[8];
		double square = 0;
		for (int i = 0; i < 8; i++) {
			vector[i] = (float) random.nextGaussian();
			square += vector[i] * vector[i];
		}
		for (int i = 0; i < 8; i++) {
			vector[i] /= (float) Math.sqrt(square);
		}
		return vector;
	}

	/**
	 * What the store keeps.
	 *
	 * @param document the first of the same text; null in that one
	 * @param of how many the text had
	 */
	record Row(long id, @Nullable Long document, int of) {
	}

}
