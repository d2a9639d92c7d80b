package dev.aura.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the memory finds of a test collection through its HTTP API. A collection is a
 * folder with {@code docs.jsonl} (or {@code .gz}; id, title, text), {@code queries.jsonl}
 * (id, text) and {@code qrels.tsv} (query-id, doc-id, score, with a head).
 */
final class QualityBench {

	/** How deep the measures look. */
	private static final int DEPTH = 10;

	/** More, because several chunks of one document may be among them. */
	private static final int CHUNKS = 50;

	private static final int CLIENTS = 8;

	private static final JsonMapper json = JsonMapper.builder().build();

	private QualityBench() {
	}

	static void run(Path root, Path folder, Path collection) throws Exception {
		Map<String, Map<String, Integer>> relevant = relevant(collection.resolve("qrels.tsv"));
		Map<String, String> queries = new LinkedHashMap<>();
		for (JsonNode query : new Collection(collection).queries()) {
			if (relevant.containsKey(query.path("id").asString())) {
				queries.put(query.path("id").asString(), query.path("text").asString());
			}
		}
		try (BusProcess bus = BusProcess.start(root, Files.createDirectory(folder.resolve("quality")), List.of())) {
			int documents = load(bus, collection);
			System.out.printf(Locale.ROOT, "%s: %d documents, %d queries%n%n", collection.getFileName(), documents,
					queries.size());
			System.out.println("| mode | nDCG@10 | Recall@10 |");
			System.out.println("|---|---:|---:|");
			for (String mode : List.of("lexical", "dense", "hybrid")) {
				double gain = 0;
				double recall = 0;
				for (Map.Entry<String, String> query : queries.entrySet()) {
					List<String> found = found(bus, query.getValue(), mode);
					Map<String, Integer> grades = relevant.getOrDefault(query.getKey(), Map.of());
					gain += gain(found, grades);
					recall += recall(found, grades);
				}
				System.out.printf(Locale.ROOT, "| %s | %.4f | %.4f |%n", mode, gain / queries.size(),
						recall / queries.size());
			}
		}
	}

	private static int load(BusProcess bus, Path collection) throws Exception {
		List<JsonNode> documents = new Collection(collection).documents();
		try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
			List<Future<String>> added = new ArrayList<>();
			for (JsonNode document : documents) {
				String text = (document.path("title").asString("") + " " + document.path("text").asString("")).strip();
				if (!text.isEmpty()) {
					added.add(clients.submit(() -> bus.post("/memory/add",
							json.writeValueAsString(Map.of("text", text, "source", document.path("id").asString())))));
				}
			}
			int done = 0;
			for (Future<String> answer : added) {
				answer.get();
				done++;
				if (done % 500 == 0) {
					Table.progress("quality: %d of %d documents added".formatted(done, added.size()));
				}
			}
		}
		return documents.size();
	}

	/** The documents found, best first; the best chunk of each counts. */
	private static List<String> found(BusProcess bus, String query, String mode)
			throws IOException, InterruptedException {
		JsonNode answer = json.readTree(
				bus.post("/memory/query", json.writeValueAsString(Map.of("query", query, "mode", mode, "k", CHUNKS))));
		Set<String> documents = new LinkedHashSet<>();
		for (JsonNode hit : answer.path("results")) {
			documents.add(hit.path("source").asString());
		}
		return documents.stream().limit(DEPTH).toList();
	}

	private static double gain(List<String> found, Map<String, Integer> grades) {
		double gain = 0;
		for (int rank = 0; rank < found.size(); rank++) {
			gain += grades.getOrDefault(found.get(rank), 0) / log2(rank + 2);
		}
		List<Integer> best = grades.values().stream().sorted((one, other) -> other - one).limit(DEPTH).toList();
		double ideal = 0;
		for (int rank = 0; rank < best.size(); rank++) {
			ideal += best.get(rank) / log2(rank + 2);
		}
		return (ideal > 0) ? gain / ideal : 0;
	}

	private static double log2(int value) {
		return Math.log(value) / Math.log(2);
	}

	private static double recall(List<String> found, Map<String, Integer> grades) {
		return (double) found.stream().filter(grades::containsKey).count() / grades.size();
	}

	/** By query the documents that answer it, with a grade above 0. */
	private static Map<String, Map<String, Integer>> relevant(Path file) throws IOException {
		Map<String, Map<String, Integer>> relevant = new HashMap<>();
		for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
			String[] fields = line.split("\t");
			int grade = Integer.parseInt(fields[2].strip());
			if (grade > 0) {
				relevant.computeIfAbsent(fields[0], (query) -> new HashMap<>()).put(fields[1], grade);
			}
		}
		return relevant;
	}

}
