package dev.aura.faiss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IndexFileTest {

	private static final int DIMENSION = 16;

	private static final int COUNT = 1_500;

	/** So many that whole blocks of vectors stay in the file. */
	private static final int LARGE = 70_000;

	private final Random random = new Random(7);

	@TempDir
	private Path directory;

	@Test
	void readsWhatWasWritten() {
		float[] query = SealedSearchTest.vectors(this.random, 1, DIMENSION);
		try (FaissIndex index = filled()) {
			index.remove(LongStream.range(0, COUNT).filter((id) -> id % 3 == 0).toArray());
			Path file = write(index);
			try (IndexFile source = IndexFile.open(file)) {
				assertThat(source.read()).asString(StandardCharsets.UTF_8).isEqualTo("header");
				try (FaissIndex read = FaissIndex.read(source)) {
					source.finish();
					assertThat(read.total()).isEqualTo(index.total());
					assertThat(read.search(query, COUNT).ids()).containsExactly(index.search(query, COUNT).ids());
					assertThat(read.search(query, COUNT).scores()).containsExactly(index.search(query, COUNT).scores());
					read.add(new long[] { 0 }, query);
					assertThat(read.remove(new long[] { 0, 1 })).isEqualTo(2);
				}
			}
		}
	}

	@Test
	void noticesAFlippedBitInEveryByte() throws IOException {
		byte[] bytes;
		try (FaissIndex index = new FaissIndex(4)) {
			index.add(new long[] { 3, 4, 5 }, new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 });
			bytes = Files.readAllBytes(write(index));
		}
		Path damaged = this.directory.resolve("damaged");
		for (int at = 0; at < bytes.length; at++) {
			byte[] copy = bytes.clone();
			copy[at] ^= (byte) (1 << this.random.nextInt(8));
			Files.write(damaged, copy);
			assertThatExceptionOfType(FaissException.class).as("byte %d", at).isThrownBy(() -> readAll(damaged));
		}
	}

	@Test
	void noticesAFileThatIsCutOffOrTooLong() throws IOException {
		byte[] bytes;
		try (FaissIndex index = filled()) {
			bytes = Files.readAllBytes(write(index));
		}
		Path damaged = this.directory.resolve("damaged");
		for (int length : List.of(0, 1, 15, 16, 17, 100, bytes.length / 2, bytes.length - 1, bytes.length + 1)) {
			Files.write(damaged, Arrays.copyOf(bytes, length));
			assertThatExceptionOfType(FaissException.class).as("%d bytes", length).isThrownBy(() -> readAll(damaged));
		}
		Files.write(damaged, bytes);
		readAll(damaged);
	}

	@Test
	void looksAtVectorsOfALargeIndexInItsFileAlsoWhenThatIsDeleted() throws IOException {
		float[] vectors = SealedSearchTest.vectors(this.random, LARGE, 4);
		Path file = large(vectors);
		try (FaissIndex read = read(file)) {
			try (FaissIndex index = new FaissIndex(4)) {
				index.add(LongStream.range(0, LARGE).toArray(), vectors);
				assertThat(read.bytes()).isEqualTo(index.bytes() - 65_536 * 4 * Float.BYTES);
			}
			Files.delete(file);
			for (int row : List.of(0, 12_345, LARGE - 1)) {
				float[] query = Arrays.copyOfRange(vectors, row * 4, row * 4 + 4);
				assertThat(read.search(query, 1).ids()).containsExactly(row);
			}
			float[] added = { 9, 9, 9, 9 };
			read.add(new long[] { LARGE }, added);
			assertThat(read.search(added, 1).ids()).containsExactly(LARGE);
		}
	}

	@Test
	void noticesADamagedVectorOfALargeIndexOnceItIsLookedAt() throws IOException {
		float[] vectors = SealedSearchTest.vectors(this.random, LARGE, 4);
		Path file = large(vectors);
		byte[] bytes = Files.readAllBytes(file);
		int damagedRow = 54_321;
		ByteBuffer vector = ByteBuffer.allocate(4 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		vector.asFloatBuffer().put(vectors, damagedRow * 4, 4);
		bytes[position(bytes, vector.array())] ^= 1;
		Files.write(file, bytes);
		try (FaissIndex read = read(file)) {
			float[] far = { -vectors[damagedRow * 4], -vectors[damagedRow * 4 + 1], -vectors[damagedRow * 4 + 2],
					-vectors[damagedRow * 4 + 3] };
			assertThat(read.search(far, 10).count()).isEqualTo(10);
			float[] near = Arrays.copyOfRange(vectors, damagedRow * 4, damagedRow * 4 + 4);
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(FaissException.class).isThrownBy(() -> read.search(near, 10))
					.withMessageContaining("damaged");
			}
		}
	}

	/** An index without a graph, which is not what matters here. */
	private Path large(float[] vectors) {
		try (FaissIndex index = new FaissIndex(4)) {
			index.add(LongStream.range(0, LARGE).toArray(), vectors);
			return write(index);
		}
	}

	private static int position(byte[] bytes, byte[] part) {
		for (int at = 0;; at++) {
			if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
				return at;
			}
		}
	}

	@Test
	void saysWhyAFileCannotBeUsed() {
		assertThatExceptionOfType(FaissException.class)
			.isThrownBy(() -> IndexFile.open(this.directory.resolve("absent")))
			.withMessageContaining("No such file");
		assertThatExceptionOfType(FaissException.class).isThrownBy(() -> IndexFile.create(this.directory))
			.withMessageContaining("directory");
	}

	private FaissIndex filled() {
		FaissIndex index = new FaissIndex(DIMENSION);
		index.add(LongStream.range(0, COUNT).toArray(), SealedSearchTest.vectors(this.random, COUNT, DIMENSION));
		return index;
	}

	private Path write(FaissIndex index) {
		Path path = this.directory.resolve("index");
		try (IndexFile file = IndexFile.create(path); IndexSnapshot snapshot = index.snapshot()) {
			file.write("header".getBytes(StandardCharsets.UTF_8));
			snapshot.write(file);
			file.finish();
		}
		return path;
	}

	private static void readAll(Path path) {
		read(path).close();
	}

	private static FaissIndex read(Path path) {
		try (IndexFile file = IndexFile.open(path)) {
			file.read();
			FaissIndex index = FaissIndex.read(file);
			try {
				file.finish();
				return index;
			}
			catch (FaissException ex) {
				index.close();
				throw ex;
			}
		}
	}

}
