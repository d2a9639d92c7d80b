package dev.aura.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A test collection: a folder with {@code docs.jsonl} (or {@code .gz}; id, title, text)
 * and {@code queries.jsonl} (id, text).
 */
record Collection(Path folder) {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final int LEAST_LENGTH = 20;

	private static final int MOST_SENTENCES = 3;

	List<JsonNode> documents() throws IOException {
		Path plain = this.folder.resolve("docs.jsonl");
		return lines(Files.exists(plain) ? plain : this.folder.resolve("docs.jsonl.gz"));
	}

	List<JsonNode> queries() throws IOException {
		return lines(this.folder.resolve("queries.jsonl"));
	}

	/**
	 * Texts as a memory holds them: every sentence, then every two neighbouring ones,
	 * then every three.
	 */
	List<String> passages() throws IOException {
		List<List<String>> documents = new ArrayList<>();
		for (JsonNode document : documents()) {
			documents.add(sentences(document.path("title").asString("") + "\n" + document.path("text").asString("")));
		}
		List<String> passages = new ArrayList<>();
		for (int length = 1; length <= MOST_SENTENCES; length++) {
			for (List<String> sentences : documents) {
				for (int first = 0; first + length <= sentences.size(); first++) {
					passages.add(String.join(" ", sentences.subList(first, first + length)));
				}
			}
		}
		return passages.stream().distinct().toList();
	}

	private static List<String> sentences(String text) {
		BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
		breaks.setText(text);
		List<String> sentences = new ArrayList<>();
		int from = breaks.first();
		for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
			String sentence = text.substring(from, to).strip();
			if (sentence.length() >= LEAST_LENGTH) {
				sentences.add(sentence);
			}
			from = to;
		}
		return sentences;
	}

	private static List<JsonNode> lines(Path file) throws IOException {
		List<JsonNode> lines = new ArrayList<>();
		try (InputStream bytes = Files.newInputStream(file);
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
								StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (!line.isBlank()) {
					lines.add(json.readTree(line));
				}
			}
		}
		return lines;
	}

}
