package dev.aura.bus.memory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.api.ProblemType;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Memory on this machine: SQLite keeps it, bge-small embeds it, FAISS and FTS5 find it.
 *
 * <p>
 * SQLite, FAISS and the model are native code, which holds on to the carrier of a virtual
 * thread; so reading, writing and embedding have platform threads, and callers wait.
 */
@Component
class MemoryEngine implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(MemoryEngine.class);

	private static final Space SPACE = new Space(BgeSmall.NAME, BgeSmall.DIMENSION, Chunker.VERSION);

	private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

	/** Entries embedded again in one transaction. */
	private static final int BATCH = 64;

	/** How deep each ranking goes into the fusion, at least. */
	private static final int MIN_DEPTH = 100;

	private static final int ATTEMPTS = 5;

	private final Path directory;

	private final Duration patience;

	private final Embedder embedder = new Embedder();

	private final ExecutorService readers = threads("memory-reader-", READERS);

	private final ExecutorService writer = threads("memory-writer-", 1);

	private final ExecutorService starter = threads("memory-starter-", 1);

	private final FutureTask<MemoryStore> store = new FutureTask<>(this::openStore);

	private final FutureTask<VectorIndex> index = new FutureTask<>(this::openIndex);

	private volatile String progress = "starting";

	MemoryEngine(AuraProperties aura, MemoryProperties properties) {
		this.directory = aura.home().resolve("memory");
		this.patience = properties.patience();
	}

	private static ExecutorService threads(String name, int count) {
		return Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().name(name, 0).factory());
	}

	/** Opens everything in the background, once the bus answers. */
	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.starter.execute(this.store);
		this.starter.execute(this.index);
	}

	private MemoryStore openStore() throws Exception {
		return logged(() -> new MemoryStore(this.directory, SPACE, READERS));
	}

	private VectorIndex openIndex() throws Exception {
		MemoryStore opened = this.store.get();
		return logged(() -> {
			embedAgain(opened);
			this.progress = "loading the index";
			VectorIndex loaded = new VectorIndex(opened, BgeSmall.DIMENSION);
			loaded.follow();
			BgeSmall.shared();
			return loaded;
		});
	}

	private static <T> T logged(Callable<T> opening) throws Exception {
		try {
			return opening.call();
		}
		catch (Exception | LinkageError ex) {
			log.error("The memory could not be opened", ex);
			throw ex;
		}
	}

	/** Embeds what another model, or an earlier version of the chunker, left behind. */
	private void embedAgain(MemoryStore opened) throws Exception {
		long total = opened.foreign();
		long done = 0;
		for (Map<Long, String> batch = opened.foreignTexts(BATCH); !batch.isEmpty(); batch = opened
			.foreignTexts(BATCH)) {
			opened.embed(List.copyOf(batch.keySet()), this.embedder.embed(List.copyOf(batch.values())));
			done += batch.size();
			this.progress = "embedding again, %d of %d entries done".formatted(done, total);
			log.info("Memory: {}", this.progress);
		}
	}

	Readiness readiness() {
		return switch (this.index.state()) {
			case SUCCESS -> new Readiness.Ready();
			case RUNNING -> new Readiness.Preparing(this.progress);
			case FAILED, CANCELLED -> new Readiness.Broken();
		};
	}

	/**
	 * Keeps a text for good.
	 * @return the ids of its chunks, in the order of the text
	 */
	List<Long> add(Addition addition) {
		MemoryStore opened = opened(this.store);
		return answer(() -> {
			List<Chunk> chunks = this.embedder.split(addition.text());
			List<float[]> embeddings = this.embedder.embed(chunks.stream().map(Chunk::text).toList());
			return written(() -> opened.add(addition, chunks, embeddings));
		});
	}

	/** Whether there was such an entry; it is not found any more. */
	boolean delete(long id) {
		MemoryStore opened = opened(this.store);
		return answer(() -> written(() -> opened.delete(id)));
	}

	private <T> T written(Callable<T> change) throws ExecutionException, InterruptedException {
		return this.writer.submit(() -> {
			T result = change.call();
			if (this.index.state() == Future.State.SUCCESS) {
				followed(this.index.resultNow());
			}
			return result;
		}).get();
	}

	/** Queries would do it too; doing it now keeps them quick. */
	private static void followed(VectorIndex index) {
		try {
			index.follow();
		}
		catch (SQLException | RuntimeException ex) {
			log.warn("The index did not take in a change that the store has; the next query tries again", ex);
		}
	}

	/** What matches best, best first. */
	List<Found> query(Question question) {
		MemoryStore opened = opened(this.store);
		return switch (question.mode()) {
			case LEXICAL -> found(question, opened, () -> lexical(question, opened, question.k()));
			case DENSE -> {
				VectorIndex loaded = opened(this.index);
				yield found(question, opened, () -> dense(question, opened, loaded, question.k()));
			}
			case HYBRID -> {
				VectorIndex loaded = opened(this.index);
				int depth = Math.max(MIN_DEPTH, 2 * question.k());
				yield found(question, opened,
						() -> Fusion.fuse(dense(question, opened, loaded, depth), lexical(question, opened, depth)));
			}
		};
	}

	/** Looks up the best of a ranking, again when a deletion came in between. */
	private List<Found> found(Question question, MemoryStore opened, Callable<List<Scored>> ranking) {
		return answer(() -> this.readers.submit(() -> {
			List<Found> found = List.of();
			for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
				List<Scored> best = ranking.call().stream().limit(question.k()).toList();
				found = lookedUp(best, opened);
				if (found.size() == best.size()) {
					break;
				}
			}
			return found;
		}).get());
	}

	private static List<Found> lookedUp(List<Scored> best, MemoryStore opened) throws SQLException {
		Map<Long, Entry> entries = opened.entries(best.stream().map(Scored::id).toList())
			.stream()
			.collect(Collectors.toMap(Entry::id, Function.identity()));
		List<Found> found = new ArrayList<>();
		for (Scored scored : best) {
			Entry entry = entries.get(scored.id());
			if (entry != null) {
				found.add(new Found(entry, scored.score()));
			}
		}
		return found;
	}

	private static List<Scored> dense(Question question, MemoryStore opened, VectorIndex loaded, int k)
			throws SQLException {
		float[] vector = BgeSmall.shared().query(question.text());
		long[] among = question.filter().isEmpty() ? null : opened.matching(question.namespace(), question.filter());
		return loaded.search(question.namespace(), vector, k, among);
	}

	private static List<Scored> lexical(Question question, MemoryStore opened, int k) throws SQLException {
		String expression = LexicalQuery.of(question.text());
		return expression.isEmpty() ? List.of()
				: opened.lexical(expression, question.namespace(), question.filter(), k);
	}

	/** Entries by namespace. */
	Map<String, Long> counts() {
		MemoryStore opened = opened(this.store);
		return answer(() -> this.readers.submit(opened::counts).get());
	}

	private <T> T opened(Future<T> part) {
		try {
			return part.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE, "The memory is not ready yet: " + this.progress + ".")
				.retryAfter(Duration.ofSeconds(10));
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
		catch (ExecutionException | RuntimeException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The memory could not be opened; the log of the bus has the cause.");
		}
	}

	private static <T> T answer(Callable<T> work) {
		try {
			return work.call();
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
		catch (RejectedExecutionException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
		}
		catch (ExecutionException ex) {
			throw failed(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (Exception ex) {
			throw failed(ex);
		}
	}

	private static ProblemException failed(Throwable cause) {
		return new ProblemException(ProblemType.UNAVAILABLE, "The memory failed; the log of the bus has the cause.",
				cause);
	}

	private static ProblemException interrupted() {
		Thread.currentThread().interrupt();
		return new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
	}

	/** Waits for what is under way, then frees native memory and closes the file. */
	@Override
	public void destroy() throws SQLException {
		this.starter.shutdownNow();
		this.readers.shutdown();
		this.writer.shutdown();
		this.starter.close();
		this.readers.close();
		this.writer.close();
		this.embedder.close();
		if (this.index.state() == Future.State.SUCCESS) {
			this.index.resultNow().close();
		}
		if (this.store.state() == Future.State.SUCCESS) {
			this.store.resultNow().close();
		}
	}

	/** An entry that answers a query. */
	record Found(Entry entry, double score) {
	}

}
