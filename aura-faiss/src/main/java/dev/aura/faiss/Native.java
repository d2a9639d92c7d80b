package dev.aura.faiss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.ByRef;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The C++ side. Nothing is checked here; a C++ exception arrives as a
 * {@link RuntimeException}. The library exists twice where it could be built so: for
 * every processor, and for those with AVX2.
 */
@Platform(include = "aura_faiss.h", compiler = "cpp17", extension = { "-generic", "-avx2" },
		// OpenBLAS, which FAISS calls, with what it needs itself, and OpenMP.
		preload = { "quadmath@.0", "gfortran@.5", "openblas@.0", "gomp@.1" },
		preloadresource = "/org/bytedeco/openblas/")
@Namespace("aura")
final class Native {

	/** The property that makes this take the library for every processor, to test it. */
	static final String GENERIC = "aura.faiss.generic";

	private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

	/** How FAISS was built, and which of our own loops run on this processor. */
	static final String BUILD;

	static {
		String faiss = load();
		BUILD = faiss + "/" + prepare();
	}

	private Native() {
	}

	/** Its call loads the library, which the use of a nested class alone does not. */
	static void ready() {
		// Nothing is left to do.
	}

	private static String load() {
		String build = (!Boolean.getBoolean(GENERIC) && hasAvx2()
				&& Native.class.getResource(Loader.getPlatform() + "-avx2") != null) ? "avx2" : "generic";
		Properties properties = Loader.loadProperties();
		properties.setProperty("platform.extension", "-" + build);
		Loader.load(Native.class, properties, false);
		return build;
	}

	private static boolean hasAvx2() {
		try {
			return Files.exists(PROCESSOR) && Files.readAllLines(PROCESSOR)
				.stream()
				.filter((line) -> line.startsWith("flags"))
				.findFirst()
				.map((line) -> Arrays.asList(line.split("\\s+")).containsAll(List.of("avx2", "fma", "f16c")))
				.orElse(false);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static native String prepare();

	/** {@code aura::Index}. */
	@Name("Index")
	static final class Index extends Pointer {

		static {
			ready();
		}

		Index(int dimension) {
			super((Pointer) null);
			allocate(dimension);
		}

		Index(File file) {
			super((Pointer) null);
			allocate(file);
		}

		private native void allocate(int dimension);

		private native void allocate(@ByRef File file);

		native void add(@Cast("int64_t") long count, @Cast("const int64_t*") long[] ids, @Const float[] vectors);

		native @Cast("int64_t") long remove(@Cast("const int64_t*") long[] ids, @Cast("int64_t") long count);

		native void search(@Cast("int64_t") long count, @Const float[] queries, @Cast("int64_t") long k,
				@Cast("bool") boolean exact, @Cast("int64_t*") long[] ids, float[] scores, int[] found);

		native int searchAmong(@Const float[] query, @Cast("int64_t") long k, @Cast("const int64_t*") long[] among,
				@Cast("int64_t") long count, @Cast("int64_t*") long[] ids, float[] scores);

		native void adopt(@ByRef Snapshot snapshot);

		native void cancel();

		native int dimension();

		native @Cast("int64_t") long total();

		native @Cast("int64_t") long tailRows();

		native @Cast("int64_t") long deadRows();

		native @Cast("int64_t") long sealedRows();

		native @Cast("int64_t") long bytes();

	}

	/** {@code aura::Snapshot}. */
	@Name("Snapshot")
	static final class Snapshot extends Pointer {

		static {
			ready();
		}

		Snapshot(Index index) {
			super((Pointer) null);
			allocate(index);
		}

		private native void allocate(@Const @ByRef Index index);

		native @Cast("int64_t") long total();

		native void seal(@Cast("int64_t") long least);

		native void write(@ByRef File file);

	}

	/** {@code aura::File}. */
	@Name("File")
	static final class File extends Pointer {

		static {
			ready();
		}

		File(String path, boolean writing) {
			super((Pointer) null);
			allocate(path, writing);
		}

		private native void allocate(String path, @Cast("bool") boolean writing);

		native void writeBytes(@Const byte[] bytes, @Cast("int64_t") long size);

		native @Cast("int64_t") long next();

		native void readBytes(byte[] bytes, @Cast("int64_t") long size);

		native void finish(@Cast("bool") boolean writing);

	}

}
