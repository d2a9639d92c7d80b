package dev.aura.faiss;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Const;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The C++ class {@code aura::FlatIndex}. Nothing is checked here; a C++ exception arrives
 * as a {@link RuntimeException}.
 */
@Platform(include = "aura_flat_index.h", compiler = "cpp17",
		// OpenBLAS, which FAISS calls, with what it needs itself, and OpenMP.
		preload = { "quadmath@.0", "gfortran@.5", "openblas@.0", "gomp@.1" },
		preloadresource = "/org/bytedeco/openblas/")
@Namespace("aura")
@Name("FlatIndex")
final class NativeFlatIndex extends Pointer {

	static {
		Loader.load();
	}

	NativeFlatIndex(int dimension) {
		super((Pointer) null);
		allocate(dimension);
	}

	private native void allocate(int dimension);

	native void add(@Cast("int64_t") long count, @Cast("const int64_t*") long[] ids, @Const float[] vectors);

	native @Cast("int64_t") long remove(@Cast("const int64_t*") long[] sorted, @Cast("int64_t") long count);

	native @Cast("int64_t") long search(@Const float[] query, @Cast("int64_t") long k, @Cast("int64_t*") long[] ids,
			float[] scores);

	native @Cast("int64_t") long searchAmong(@Const float[] query, @Cast("int64_t") long k,
			@Cast("int64_t*") long[] ids, float[] scores, @Cast("const int64_t*") long[] sorted,
			@Cast("int64_t") long count);

	native @Cast("int64_t") long total();

}
