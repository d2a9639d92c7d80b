package dev.aura.bus.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aura.bus.memory.document.Section;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Cuts and embeds texts on every core, each different text once as long as it is
 * remembered. The model is native code, which would hold on to the carrier of a virtual
 * thread, so it has platform threads of its own.
 */
@Component
final class Embedder implements AutoCloseable {

	private static final int THREADS = Runtime.getRuntime().availableProcessors();

	/** Handed in at once, so that a long text does not keep short ones waiting. */
	private static final int SLICE = 8 * THREADS;

	/** What the cache may hold, in bytes. */
	private static final long CACHE = 32 << 20;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS,
			Thread.ofPlatform().daemon().name("memory-embedder-", 0).factory());

	/** For a server, which must not keep texts from being cut when it hangs. */
	private final ExecutorService calls = Executors.newFixedThreadPool(THREADS,
			Thread.ofVirtual().name("memory-embedding-call-", 0).factory());

	private final Cache<String, float[]> documents = cache();

	private final Cache<String, float[]> queries = cache();

	private final EmbeddingServer settings;

	private final ReentrantLock loading = new ReentrantLock();

	private volatile @Nullable EmbeddingModel model;

	Embedder(MemoryProperties properties) {
		this.settings = properties.embedding();
	}

	private static Cache<String, float[]> cache() {
		return Caffeine.newBuilder()
			.maximumWeight(CACHE)
			.weigher((String text, float[] embedding) -> 2 * text.length() + Float.BYTES * embedding.length + 100)
			.build();
	}

	/**
	 * The model, loaded by the first call that succeeds.
	 * @throws dev.aura.bus.problem.ProblemException when its server does not answer
	 */
	EmbeddingModel model() {
		EmbeddingModel loaded = this.model;
		if (loaded != null) {
			return loaded;
		}
		this.loading.lock();
		try {
			EmbeddingModel fresh = (this.model != null) ? this.model
					: isOnBoard() ? BgeSmall.shared() : new RemoteEmbeddings(this.settings);
			this.model = fresh;
			return Objects.requireNonNull(fresh);
		}
		finally {
			this.loading.unlock();
		}
	}

	/**
	 * The space of the model on board, which is known before it is loaded; empty when a
	 * server has the model.
	 */
	Optional<Space> spaceOnBoard() {
		return isOnBoard() ? Optional.of(new Space(BgeSmall.NAME, BgeSmall.DIMENSION, Chunker.VERSION))
				: Optional.empty();
	}

	/**
	 * The space of the model.
	 * @throws dev.aura.bus.problem.ProblemException when its server does not answer
	 */
	Space space() {
		return spaceOnBoard().orElseGet(() -> new Space(model().name(), model().dimension(), Chunker.VERSION));
	}

	/** The chunks of a text. */
	List<Chunk> split(String text) throws ExecutionException, InterruptedException {
		return this.threads.submit(() -> new Chunker(model()::tokens).split(text)).get();
	}

	/** The chunks of a section of a document. */
	List<Chunk> split(Section section) throws ExecutionException, InterruptedException {
		return this.threads.submit(() -> new Chunker(model()::tokens).split(section)).get();
	}

	/** One embedding for each text, in their order. */
	List<float[]> embed(List<String> texts) throws ExecutionException, InterruptedException {
		Map<String, float[]> embeddings = new HashMap<>();
		LinkedHashSet<String> missing = new LinkedHashSet<>();
		for (String text : texts) {
			float[] known = this.documents.getIfPresent(text);
			if (known != null) {
				embeddings.put(text, known);
			}
			else {
				missing.add(text);
			}
		}
		make(List.copyOf(missing), embeddings);
		return texts.stream().map((text) -> Objects.requireNonNull(embeddings.get(text))).toList();
	}

	private void make(List<String> texts, Map<String, float[]> embeddings)
			throws ExecutionException, InterruptedException {
		if (texts.isEmpty()) {
			return;
		}
		int batch = this.threads.submit(() -> model().batch()).get();
		for (int from = 0; from < texts.size(); from += SLICE * batch) {
			List<List<String>> batches = new ArrayList<>();
			List<Callable<List<float[]>>> slice = new ArrayList<>();
			int end = Math.min(texts.size(), from + SLICE * batch);
			for (int i = from; i < end; i += batch) {
				List<String> part = texts.subList(i, Math.min(end, i + batch));
				batches.add(part);
				slice.add(() -> model().documents(part));
			}
			List<Future<List<float[]>>> made = (isOnBoard() ? this.threads : this.calls).invokeAll(slice);
			for (int i = 0; i < batches.size(); i++) {
				List<float[]> vectors = made.get(i).get();
				for (int j = 0; j < vectors.size(); j++) {
					embeddings.put(batches.get(i).get(j), vectors.get(j));
					this.documents.put(batches.get(i).get(j), vectors.get(j));
				}
			}
		}
	}

	/** Whether the model is native code in this process. */
	boolean isOnBoard() {
		return !this.settings.server().isNamed();
	}

	/** The meaning of a question, made by the thread that asks. */
	float[] query(String text) {
		float[] known = this.queries.getIfPresent(text);
		if (known != null) {
			return known;
		}
		// Not within the cache, where others would wait for a server that hangs.
		float[] made = model().query(text);
		this.queries.put(text, made);
		return made;
	}

	/** Waits for what is under way. */
	@Override
	public void close() {
		this.threads.shutdownNow();
		this.calls.shutdownNow();
		this.threads.close();
		this.calls.close();
	}

}
