package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.aura.bus.memory.document.Section;

import org.springframework.stereotype.Component;

/**
 * Embeds texts on every core. The model is native code, which would hold on to the
 * carrier of a virtual thread, so it has platform threads of its own.
 */
@Component
final class Embedder implements AutoCloseable {

	private static final int THREADS = Runtime.getRuntime().availableProcessors();

	/** Handed in at once, so that a long text does not keep short ones waiting. */
	private static final int SLICE = 8 * THREADS;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS,
			Thread.ofPlatform().daemon().name("memory-embedder-", 0).factory());

	/** The chunks of a text. */
	List<Chunk> split(String text) throws ExecutionException, InterruptedException {
		return this.threads.submit(() -> new Chunker(BgeSmall.shared()::tokens).split(text)).get();
	}

	/** The chunks of a section of a document. */
	List<Chunk> split(Section section) throws ExecutionException, InterruptedException {
		return this.threads.submit(() -> new Chunker(BgeSmall.shared()::tokens).split(section)).get();
	}

	/** One embedding for each text, in their order. */
	List<float[]> embed(List<String> texts) throws ExecutionException, InterruptedException {
		List<float[]> embeddings = new ArrayList<>(texts.size());
		for (int from = 0; from < texts.size(); from += SLICE) {
			List<Callable<float[]>> slice = new ArrayList<>();
			for (String text : texts.subList(from, Math.min(texts.size(), from + SLICE))) {
				slice.add(() -> BgeSmall.shared().document(text));
			}
			for (Future<float[]> embedding : this.threads.invokeAll(slice)) {
				embeddings.add(embedding.get());
			}
		}
		return embeddings;
	}

	/** Waits for what is under way. */
	@Override
	public void close() {
		this.threads.shutdownNow();
		this.threads.close();
	}

}
