package dev.aura.bus.memory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import dev.aura.bus.memory.document.Documents;
import dev.aura.bus.memory.document.Section;
import dev.aura.bus.memory.document.UnreadableException;

/**
 * Takes one file in: reads, cuts and embeds it, then replaces its former chunks in one
 * step.
 */
final class FileIngestion {

	/** Texts embedded between two looks at whether to go on. */
	private static final int SLICE = 32;

	private final MemoryEngine engine;

	private final Embedder embedder;

	private final IngestionJob job;

	FileIngestion(MemoryEngine engine, Embedder embedder, IngestionJob job) {
		this.engine = engine;
		this.embedder = embedder;
		this.job = job;
	}

	void take(IngestionOrder order, Ingestion.Source source)
			throws UnreadableException, ExecutionException, InterruptedException {
		byte[] content = source.content().read();
		String digest = digest(content, order.settings());
		if (this.engine.isUnchanged(order.namespace(), source.name(), digest)) {
			this.job.isUnchanged();
			return;
		}
		List<Entry> chunks = chunks(order, source.name(), content);
		Map<String, float[]> embeddings = this.engine.embeddings(order.namespace(), source.name());
		if (chunks.isEmpty() && !this.engine.isKnown(order.namespace(), source.name())) {
			throw new UnreadableException("there is no text in it");
		}
		embed(chunks, embeddings);
		this.job.requireGoing();
		this.job.isReplaced(this.engine.replace(order.namespace(), source.name(), digest, chunks, embeddings));
	}

	private List<Entry> chunks(IngestionOrder order, String source, byte[] content)
			throws UnreadableException, ExecutionException, InterruptedException {
		long now = System.currentTimeMillis();
		List<Entry> chunks = new ArrayList<>();
		for (Section section : Documents.read(source, content)) {
			this.job.requireGoing();
			Integer page = section.page();
			String metadata = (page != null) ? Metadata.with(order.metadata(), "page", page) : order.metadata();
			for (Chunk chunk : this.embedder.split(section)) {
				if (!chunk.text().isBlank()) {
					chunks.add(new Entry(0, 0, order.namespace(), null, chunk.start(), chunk.context(), source,
							metadata, chunk.text(), 1, now, now, null, order.importance(), null));
				}
			}
		}
		return chunks;
	}

	private void embed(List<Entry> chunks, Map<String, float[]> embeddings)
			throws ExecutionException, InterruptedException {
		LinkedHashSet<String> missing = new LinkedHashSet<>();
		chunks.forEach((chunk) -> missing.add(chunk.embedded()));
		missing.removeAll(embeddings.keySet());
		List<String> texts = List.copyOf(missing);
		for (int from = 0; from < texts.size(); from += SLICE) {
			this.job.requireGoing();
			List<String> slice = texts.subList(from, Math.min(texts.size(), from + SLICE));
			List<float[]> made = this.embedder.embed(slice);
			for (int i = 0; i < slice.size(); i++) {
				embeddings.put(slice.get(i), made.get(i));
			}
			this.job.proceeds((double) (from + slice.size()) / texts.size());
		}
	}

	private static String digest(byte[] content, byte[] settings) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(settings);
			digest.update((byte) Documents.VERSION);
			digest.update((byte) Chunker.VERSION);
			return HexFormat.of().formatHex(digest.digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
