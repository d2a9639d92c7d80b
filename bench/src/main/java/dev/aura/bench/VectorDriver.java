package dev.aura.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bytedeco.javacpp.Loader;

/**
 * The same searches in C++, and FAISS's own indexes: {@code bench/src/main/cpp} compiled
 * against the FAISS that the memory uses.
 */
record VectorDriver(Path program) {

	/** Compiles it into a folder. */
	static VectorDriver compiled(Path root, Path folder) throws IOException, InterruptedException {
		Path program = folder.resolve("vector_driver");
		Path quick = root.resolve("target/faiss-avx2/libfaiss.a");
		boolean avx2 = Files.exists(quick) && Files.readString(Path.of("/proc/cpuinfo")).contains(" avx2 ");
		File[] openblas = Loader.cacheResources("/org/bytedeco/openblas/" + Loader.getPlatform() + "/");
		List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O3", "-DNDEBUG", "-fopenmp", "-w", "-I",
				root.resolve("aura-faiss/src/main/cpp").toString(),
				root.resolve("bench/src/main/cpp/vector_driver.cpp").toString(), "-o", program.toString()));
		command.addAll(avx2 ? List.of("-mavx2", "-mfma", "-mf16c", quick.toString()) : List.of("-l:libfaiss.a"));
		for (File libraries : openblas) {
			command.addAll(List.of("-L" + libraries, "-Wl,-rpath," + libraries));
		}
		command.addAll(List.of("-l:libopenblas.so.0", "-Wl,--allow-shlib-undefined"));
		Process compiler = new ProcessBuilder(command).inheritIO().start();
		if (compiler.waitFor() != 0) {
			throw new IOException("The driver does not compile: " + String.join(" ", command));
		}
		return new VectorDriver(program);
	}

	/**
	 * Times all queries.
	 * @param kind as the driver calls it
	 * @param file vectors, or an index file
	 * @param settings one result for each
	 */
	List<Result> run(String kind, Path file, Path queries, int k, int rounds, String... settings)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(this.program.toString(), kind, file.toString(), queries.toString(),
						Integer.toString(Encoder.DIMENSION), Integer.toString(k), Integer.toString(rounds)));
		command.addAll(List.of(settings));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		List<Result> results = new ArrayList<>();
		try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				String[] words = line.split(" ");
				if (words[0].equals("=")) {
					results.add(new Result(words[1], Double.parseDouble(words[2]), Long.parseLong(words[3]),
							new Trial(new ArrayList<>(), new ArrayList<>())));
				}
				else {
					Trial trial = results.getLast().trial();
					trial.nanos().add(Long.parseLong(words[0]));
					trial.found().add(Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray());
				}
			}
		}
		if (process.waitFor() != 0) {
			throw new IOException("The driver failed: " + String.join(" ", command));
		}
		return results;
	}

	/**
	 * What the driver measured.
	 *
	 * @param seconds that it took to build or to load
	 * @param bytes of memory
	 */
	record Result(String setting, double seconds, long bytes, Trial trial) {
	}

}
