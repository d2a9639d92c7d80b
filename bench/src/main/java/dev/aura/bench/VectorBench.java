package dev.aura.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.IndexFile;
import dev.aura.faiss.IndexSnapshot;

/**
 * How quickly vectors are found: by the memory's index from Java and from C++, by FAISS's
 * own indexes in C++, by Lucene and by JVector, on the same vectors, one query at a time
 * on one thread. Recall is by the answers of a flat scan.
 */
final class VectorBench {

	private static final int K = 10;

	private static final int ROUNDS = 3;

	/** What graphs explore at most for one query. */
	private static final int[] EXPLORED = { 10, 20, 32, 48, 64, 80, 96, 112, 128, 160, 192, 256, 384 };

	private static final double LEAST_RECALL = 0.95;

	private final Path folder;

	private final VectorDriver driver;

	private final int mostOfRivals;

	private VectorBench(Path folder, VectorDriver driver, int mostOfRivals) {
		this.folder = folder;
		this.driver = driver;
		this.mostOfRivals = mostOfRivals;
	}

	/**
	 * Prints tables for each size.
	 * @param embedded texts that are embedded at most; larger sizes are grown from these
	 * @param mostOfRivals graphs are built up to this size: they take long
	 * @param mostInBus the bus is asked up to this size
	 */
	static void run(Path root, Path folder, Collection collection, List<Integer> sizes, int embedded, int mostOfRivals,
			int mostInBus) throws Exception {
		VectorData data = VectorData.of(collection, embedded, root.resolve("target/bench"));
		System.out.printf(Locale.ROOT,
				"%,d embeddings of %s; %,d queries, %,d of them sentences that were kept out; %s%n",
				data.texts().size(), data.name(), data.questions().size(), data.held(), FaissIndex.build());
		VectorBench bench = new VectorBench(folder, VectorDriver.compiled(root, folder), mostOfRivals);
		for (int size : sizes) {
			float[] vectors = Vectors.grown(data.vectors(), Encoder.DIMENSION, size);
			bench.measure(vectors, data.queries(), size, Math.min(size, data.texts().size()));
			if (size <= mostInBus) {
				System.out.printf(Locale.ROOT, "%n| %,d entries in a bus | |%n|---|---|%n", size);
				new BusVectors(root, folder).measure(vectors, data.texts(), data.questions());
			}
		}
	}

	private void measure(float[] vectors, float[] allQueries, int size, int real) throws Exception {
		System.out.printf(Locale.ROOT, "%n%,d vectors, %,d of them embeddings, the others mixtures of these%n%n", size,
				real);
		System.out
			.println("| what | recall@10 | p50 ms | p99 ms | per second | bytes an entry | made in s | p50 beside |");
		System.out.println("|---|---:|---:|---:|---:|---:|---:|---|");
		Path raw = this.folder.resolve("vectors.f32");
		Path queryFile = this.folder.resolve("queries.f32");
		Vectors.write(raw, vectors);
		Vectors.write(queryFile, allQueries);
		float[][] queries = IntStream.range(0, allQueries.length / Encoder.DIMENSION)
			.mapToObj((i) -> Arrays.copyOfRange(allQueries, i * Encoder.DIMENSION, (i + 1) * Encoder.DIMENSION))
			.toArray(float[][]::new);
		Table.progress("flat");
		VectorDriver.Result flat = this.driver.run("flat", raw, queryFile, K, 1).getFirst();
		List<long[]> truth = flat.trial().found();
		row("FAISS Flat, C++", flat.trial(), truth, flat.bytes() / size, flat.seconds(), "");
		Trial own = own(vectors, queries, queryFile, size, truth, flat.trial().samples());
		Table.progress("FAISS");
		graph("FAISS PQ fast scan, refined, C++",
				this.driver.run("pqfs", raw, queryFile, K, ROUNDS, "2", "5", "10", "20", "40", "80"), size, truth, own);
		if (size <= this.mostOfRivals) {
			rivals(vectors, queries, raw, queryFile, size, truth, own);
		}
		Files.delete(raw);
	}

	/** The memory's own index, from Java and from C++. */
	private Trial own(float[] vectors, float[][] queries, Path queryFile, int size, List<long[]> truth, Samples flat)
			throws Exception {
		try (FaissIndex index = new FaissIndex(Encoder.DIMENSION)) {
			Table.progress("memory");
			long start = System.nanoTime();
			index.add(LongStream.range(0, size).toArray(), vectors);
			double added = (System.nanoTime() - start) / 1e9;
			Trial exact = Trial.of(queries, 1, (query) -> index.searchExactly(query, K).ids());
			row("memory, exact", exact, truth, index.bytes() / size, added,
					"%.1f times as quick as FAISS Flat".formatted(flat.p50() / exact.samples().p50()));
			if (!index.wantsSeal()) {
				compared(index, queries, queryFile, size, truth, added, "memory");
				return exact;
			}
			start = System.nanoTime();
			try (IndexSnapshot snapshot = index.snapshot()) {
				snapshot.seal();
			}
			return compared(index, queries, queryFile, size, truth, (System.nanoTime() - start) / 1e9,
					"memory, sealed");
		}
	}

	private Trial compared(FaissIndex index, float[][] queries, Path queryFile, int size, List<long[]> truth,
			double seconds, String name) throws Exception {
		Path file = this.folder.resolve("index.cache");
		try (IndexSnapshot snapshot = index.snapshot(); IndexFile target = IndexFile.create(file)) {
			snapshot.write(target);
			target.finish();
		}
		// Around the other one, so that what else the machine does falls on both.
		Trial java = Trial.of(queries, ROUNDS, (query) -> index.search(query, K).ids());
		VectorDriver.Result driven = this.driver.run("aura", file, queryFile, K, 2 * ROUNDS).getFirst();
		java = java.and(Trial.of(queries, ROUNDS, (query) -> index.search(query, K).ids()));
		Files.delete(file);
		row(name, java, truth, index.bytes() / size, seconds,
				"%.2f of the same from C++".formatted(java.samples().p50() / driven.trial().samples().p50()));
		row(name + ", same file, C++", driven.trial(), truth, driven.bytes() / size, driven.seconds(), "");
		return java;
	}

	private void rivals(float[] vectors, float[][] queries, Path raw, Path queryFile, int size, List<long[]> truth,
			Trial own) throws Exception {
		graph("FAISS HNSW32, C++", this.driver.run("hnsw", raw, queryFile, K, ROUNDS,
				Arrays.stream(EXPLORED).mapToObj(String::valueOf).toArray(String[]::new)), size, truth, own);
		Table.progress("Lucene");
		long start = System.nanoTime();
		try (LuceneGraph lucene = new LuceneGraph(Files.createDirectory(this.folder.resolve("lucene-" + size)), vectors,
				Encoder.DIMENSION)) {
			double seconds = (System.nanoTime() - start) / 1e9;
			List<VectorDriver.Result> results = new ArrayList<>();
			for (int explored : EXPLORED) {
				results.add(new VectorDriver.Result(Integer.toString(explored), seconds, lucene.bytes(),
						Trial.of(queries, ROUNDS, (query) -> lucene.search(query, K, explored))));
			}
			graph("Lucene HNSW32", results, size, truth, own);
		}
		Table.progress("JVector");
		start = System.nanoTime();
		try (JVectorGraph graph = new JVectorGraph(vectors, Encoder.DIMENSION)) {
			double seconds = (System.nanoTime() - start) / 1e9;
			List<VectorDriver.Result> results = new ArrayList<>();
			for (int explored : EXPLORED) {
				results.add(new VectorDriver.Result(Integer.toString(explored), seconds, graph.bytes(),
						Trial.of(queries, ROUNDS, (query) -> graph.search(query, K, explored))));
			}
			graph("JVector", results, size, truth, own);
		}
	}

	/** The first settings that reach a recall of .95, .98, .99 and that of the memory. */
	private static void graph(String name, List<VectorDriver.Result> results, int size, List<long[]> truth, Trial own) {
		DoubleStream.of(LEAST_RECALL, 0.98, 0.99, own.recall(truth))
			.mapToObj((least) -> results.stream().filter((result) -> result.trial().recall(truth) >= least).findFirst())
			.flatMap(Optional::stream)
			.distinct()
			.forEach((result) -> row(name + ", " + result.setting(), result.trial(), truth, result.bytes() / size,
					result.seconds(),
					"%.2f times the memory's".formatted(result.trial().samples().p50() / own.samples().p50())));
	}

	private static void row(String what, Trial trial, List<long[]> truth, long bytes, double seconds, String beside) {
		Samples samples = trial.samples();
		System.out.printf(Locale.ROOT, "| %s | %.4f | %.3f | %.3f | %,.0f | %,d | %.1f | %s |%n", what,
				trial.recall(truth), samples.p50(), samples.p99(), samples.perSecond(), bytes, seconds, beside);
	}

}
