package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.aura.bus.problem.ProblemException;
import dev.aura.faiss.FaissException;
import dev.aura.faiss.FaissIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class VectorIndexTest {

	private static final Space SPACE = new Space("test", 8, 1);

	/** Enough for a file to be written here. */
	private static final int MANY = 1_500;

	private final Random random = new Random(20_261_124);

	@TempDir
	private Path directory;

	@Test
	void startsFromItsFileAndTakesInWhatCameLater() throws Exception {
		try (MemoryStore store = store()) {
			try (VectorIndex index = followed(store)) {
				add(store, "one", MANY);
				add(store, "two", 10);
				index.follow();
				index.settle();
				assertThat(file()).exists();
				add(store, "one", 20);
				delete(store, 1, 5, MANY + 15);
			}
			assertThat(cache(store).read()).hasValueSatisfying((contents) -> {
				assertThat(contents.marks()).isEqualTo(new IndexFeed.Marks(MANY + 10, 0));
				assertThat(contents.indexes()).containsOnlyKeys("one", "two");
				contents.indexes().values().forEach(FaissIndex::close);
			});
			assertSameAsFreshlyBuilt(store);
		}
	}

	@Test
	void isBuiltAnewWhenItsFileIsDamaged() throws Exception {
		try (MemoryStore store = store()) {
			written(store);
			byte[] bytes = Files.readAllBytes(file());
			bytes[this.random.nextInt(bytes.length)] ^= 4;
			Files.write(file(), bytes);
			assertThat(cache(store).read()).isEmpty();
			assertSameAsFreshlyBuilt(store);
			Files.write(file(), new byte[0]);
			assertSameAsFreshlyBuilt(store);
		}
	}

	@Test
	void isBuiltAnewWhenAVectorInItsFileTurnsOutToBeDamagedLater() throws Exception {
		float[] first = vector();
		try (MemoryStore store = store()) {
			try (VectorIndex index = followed(store)) {
				add(store, "one", List.of(first));
				// So many that vectors stay in the file.
				add(store, "one", 66_000);
				index.follow();
				index.settle();
			}
			damage(first);
			assertThat(cache(store).read()).hasValueSatisfying((contents) -> {
				for (FaissIndex damaged : contents.indexes().values()) {
					assertThatExceptionOfType(FaissException.class).isThrownBy(() -> damaged.search(first, 1));
					damaged.close();
				}
			});
			try (VectorIndex index = followed(store)) {
				assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> index.search("one", first, 1, null))
					.withMessageContaining("built anew");
				assertThat(index.search("one", opposite(first), 10, null)).hasSize(10);
				index.settle();
				assertThat(index.search("one", first, 1, null)).extracting(Scored::id).containsExactly(1L);
				assertThat(index.total()).isEqualTo(66_001);
			}
		}
	}

	private static float[] opposite(float[] vector) {
		float[] opposite = vector.clone();
		for (int i = 0; i < opposite.length; i++) {
			opposite[i] = -opposite[i];
		}
		return opposite;
	}

	/** Flips a bit of a vector where it is in the file. */
	private void damage(float[] vector) throws IOException {
		byte[] bytes = Files.readAllBytes(file());
		byte[] wanted = Embeddings.bytes(vector);
		int at = 0;
		while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
			at++;
		}
		bytes[at] ^= 1;
		Files.write(file(), bytes);
	}

	@Test
	void writesItsFileAgainWhenItHadToBeBuiltAnew() throws Exception {
		try (MemoryStore store = store()) {
			written(store);
			Files.writeString(file(), "not an index");
			try (VectorIndex index = followed(store)) {
				index.settle();
			}
			assertThat(cache(store).read()).hasValueSatisfying((contents) -> {
				assertThat(contents.indexes().values()).extracting(FaissIndex::total).containsExactly((long) MANY);
				contents.indexes().values().forEach(FaissIndex::close);
			});
			assertThat(leftovers()).isEmpty();
		}
	}

	@Test
	void doesNotUseTheFileOfAnotherStoreOrModel() throws Exception {
		try (MemoryStore store = store()) {
			written(store);
			assertThat(new IndexCache(this.directory, "another", SPACE).read()).isEmpty();
			assertThat(new IndexCache(this.directory, store.feed().store(), new Space("other", 8, 1)).read()).isEmpty();
			assertThat(new IndexCache(this.directory, store.feed().store(), new Space("test", 8, 2)).read()).isEmpty();
		}
	}

	@Test
	void doesNotUseAFileThatIsAheadOfItsStore() throws Exception {
		Path backup = this.directory.resolve("backup");
		try (MemoryStore store = store()) {
			add(store, "one", 100);
		}
		Files.copy(this.directory.resolve("memory.db"), backup);
		try (MemoryStore store = store()) {
			written(store);
		}
		Files.move(backup, this.directory.resolve("memory.db"), StandardCopyOption.REPLACE_EXISTING);
		try (MemoryStore store = store(); VectorIndex index = followed(store)) {
			assertThat(index.total()).isEqualTo(100);
			assertSameAsFreshlyBuilt(store);
		}
	}

	@Test
	void keepsWithoutAFileWhenNoneCanBeWritten() throws Exception {
		// A folder that is in the way, which also root cannot write over.
		Files.createDirectories(file().resolve("in the way"));
		try (MemoryStore store = store(); VectorIndex index = followed(store)) {
			add(store, "one", MANY);
			index.follow();
			index.settle();
			assertThat(index.search("one", vector(), 10, null)).hasSize(10);
			assertThat(leftovers()).isEmpty();
			assertSameAsFreshlyBuilt(store);
		}
	}

	@Test
	void sealsWhatHasGrownLarge() throws Exception {
		try (MemoryStore store = store()) {
			try (VectorIndex index = followed(store)) {
				add(store, "one", 50_000);
				index.follow();
				index.settle();
				assertThat(index.sealed()).isEqualTo(50_000);
				float[] added = vector();
				add(store, "one", List.of(added));
				delete(store, 7);
				assertThat(index.search("one", added, 1, null)).extracting(Scored::id).containsExactly(50_001L);
				assertThat(index.total()).isEqualTo(50_000);
				assertThat(index.bytes()).isGreaterThan(50_000 * (8 * 4 + 8));
			}
			try (VectorIndex index = followed(store)) {
				assertThat(index.sealed()).isEqualTo(50_000);
				assertThat(index.total()).isEqualTo(50_000);
			}
		}
	}

	private void written(MemoryStore store) throws Exception {
		try (VectorIndex index = followed(store)) {
			add(store, "one", MANY);
			index.follow();
			index.settle();
			assertThat(file()).exists();
		}
	}

	/** The answers of an index that had the file, beside those of one that had not. */
	private void assertSameAsFreshlyBuilt(MemoryStore store) throws Exception {
		IndexCache none = new IndexCache(this.directory.resolve("nowhere"), store.feed().store(), SPACE);
		try (VectorIndex index = followed(store);
				VectorIndex fresh = new VectorIndex(store.feed(), none, SPACE.dimension())) {
			fresh.follow();
			assertThat(index.total()).isEqualTo(fresh.total());
			for (String namespace : List.of("one", "two", "none")) {
				for (int i = 0; i < 20; i++) {
					float[] query = vector();
					assertThat(index.search(namespace, query, 30, null))
						.containsExactlyElementsOf(fresh.search(namespace, query, 30, null));
					long[] among = { 1, 2, 3, 4, 5, 6, MANY, MANY + 12, MANY + 15 };
					assertThat(index.search(namespace, query, 30, among))
						.containsExactlyElementsOf(fresh.search(namespace, query, 30, among));
				}
			}
		}
	}

	private MemoryStore store() throws IOException, SQLException {
		return MemoryStore.open(this.directory, SPACE, 2);
	}

	private IndexCache cache(MemoryStore store) throws SQLException {
		return new IndexCache(this.directory, store.feed().store(), SPACE);
	}

	private VectorIndex followed(MemoryStore store) throws SQLException {
		VectorIndex index = new VectorIndex(store.feed(), cache(store), SPACE.dimension(), 1_000);
		index.follow();
		return index;
	}

	private Path file() {
		return this.directory.resolve("index.cache");
	}

	private List<Path> leftovers() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((path) -> path.getFileName().toString().startsWith("index.cache.")).toList();
		}
	}

	private void add(MemoryStore store, String namespace, int count) throws SQLException {
		List<float[]> embeddings = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			embeddings.add(vector());
		}
		add(store, namespace, embeddings);
	}

	private static void add(MemoryStore store, String namespace, List<float[]> embeddings) throws SQLException {
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < embeddings.size(); i++) {
			entries.add(new Entry(0, 0, namespace, null, i, null, null, "{}", "x", 1, 0, 0, null, null, null));
		}
		store.writes().add(entries, embeddings);
	}

	private static void delete(MemoryStore store, long... ids) throws SQLException {
		for (long id : ids) {
			assertThat(store.writes().delete(id)).isTrue();
		}
	}

	private float[] vector() {
		float[] vector = new float[8];
		double square = 0;
		for (int i = 0; i < 8; i++) {
			vector[i] = (float) this.random.nextGaussian();
			square += vector[i] * vector[i];
		}
		for (int i = 0; i < 8; i++) {
			vector[i] /= (float) Math.sqrt(square);
		}
		return vector;
	}

}
