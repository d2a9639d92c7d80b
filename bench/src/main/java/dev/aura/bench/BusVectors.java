package dev.aura.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same vectors in a bus of its own, through HTTP: how long a query takes, how long a
 * restart, and how quickly texts come in beside the bare model.
 */
record BusVectors(Path root, Path folder) {

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Texts that are added, to compare with the bare model. */
	private static final int ADDED = 300;

	/** So many that the model is never idle while one of them waits for the disk. */
	private static final int CLIENTS = 4 * Runtime.getRuntime().availableProcessors();

	/**
	 * Prints a row for each measurement.
	 * @param texts of the first vectors; the others get one of their own
	 * @param questions without what the model wants to see before them
	 */
	void measure(float[] vectors, List<String> texts, List<String> questions) throws Exception {
		int size = vectors.length / Encoder.DIMENSION;
		Path home = Files.createDirectory(this.folder.resolve("bus-" + size));
		Path lines = this.folder.resolve("bus-" + size + ".jsonl");
		export(vectors, texts, lines);
		String first;
		Table.progress("the bus takes in %,d vectors".formatted(size));
		try (BusProcess bus = BusProcess.start(this.root, home, List.of())) {
			long start = System.nanoTime();
			bus.post("/memory/import", lines);
			Files.delete(lines);
			System.out.printf(Locale.ROOT, "| import of an export | %,.0f entries a second |%n", size / seconds(start));
			settle(bus, size);
			for (String mode : List.of("dense", "lexical", "hybrid")) {
				List<String> bodies = questions.stream().map((question) -> query(question, mode)).toList();
				int[] next = { 0 };
				Samples samples = Samples.of(500, 500,
						() -> bus.post("/memory/query", bodies.get(next[0]++ % bodies.size())));
				System.out.printf(Locale.ROOT, "| /memory/query %s, p50 / p99 | %.2f / %.2f ms |%n", mode,
						samples.p50(), samples.p99());
			}
			first = ids(bus.post("/memory/query", query(questions.getFirst(), "dense")));
			if (size <= 10_000) {
				ingest(bus, texts.subList(0, ADDED));
			}
		}
		long start = System.nanoTime();
		try (BusProcess bus = BusProcess.start(this.root, home, List.of())) {
			String again = ids(bus.post("/memory/query", query(questions.getFirst(), "dense")));
			System.out.printf(Locale.ROOT,
					"| start of the bus to its first answer by meaning | %.2f s, %s as before |%n", seconds(start),
					again.equals(first) ? "the same" : "not the same");
		}
	}

	/** Waits until the index has everything and is sealed, when it is going to be. */
	private static void settle(BusProcess bus, int size) throws IOException, InterruptedException {
		long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(30);
		while (System.nanoTime() < end) {
			JsonNode held = json.readTree(bus.get("/memory/stats")).path("vectors");
			long sealed = held.path("sealed").asLong();
			// More than this is about to be sealed.
			if (held.path("count").asLong() >= size && size - sealed < 8_000 + sealed / 32) {
				return;
			}
			Thread.sleep(200);
		}
	}

	private static void ingest(BusProcess bus, List<String> texts) throws Exception {
		Encoder encoder = new Encoder();
		encoder.embed(texts.subList(0, 20));
		long start = System.nanoTime();
		encoder.embed(texts);
		double bare = texts.size() / seconds(start);
		start = System.nanoTime();
		try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
			List<Future<String>> added = new ArrayList<>();
			for (String text : texts) {
				added.add(clients.submit(() -> bus.post("/memory/add",
						json.writeValueAsString(Map.of("text", text, "namespace", "added")))));
			}
			for (Future<String> answer : added) {
				answer.get();
			}
		}
		double own = texts.size() / seconds(start);
		System.out.printf(Locale.ROOT,
				"| /memory/add by %d clients | %.1f texts a second, %.2f of the bare model's %.1f |%n", CLIENTS, own,
				own / bare, bare);
	}

	private static double seconds(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private static String query(String question, String mode) {
		return json.writeValueAsString(Map.of("query", question, "k", 10, "mode", mode));
	}

	private static String ids(String answer) {
		return String.join(" ",
				json.readTree(answer).path("results").valueStream().map((hit) -> hit.path("id").asString()).toList());
	}

	private static void export(float[] vectors, List<String> texts, Path file) throws IOException {
		int size = vectors.length / Encoder.DIMENSION;
		ByteBuffer bytes = ByteBuffer.allocate(Encoder.DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
			line(out, Map.of("format", "aura-memory", "version", 1, "model", "bge-small-en-v1.5-q", "dimension",
					Encoder.DIMENSION));
			for (int i = 0; i < size; i++) {
				bytes.clear().asFloatBuffer().put(vectors, i * Encoder.DIMENSION, Encoder.DIMENSION);
				line(out,
						Map.of("id", Integer.toString(i + 1), "start", 0, "version", 1, "text",
								(i < texts.size()) ? texts.get(i) : "Mixture number " + i, "embedding",
								Base64.getEncoder().encodeToString(bytes.array())));
			}
			line(out, Map.of("end", size));
		}
	}

	private static void line(OutputStream out, Object value) throws IOException {
		out.write((json.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
	}

}
