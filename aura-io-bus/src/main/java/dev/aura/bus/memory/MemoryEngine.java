package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Memory on this machine: SQLite keeps it, bge-small embeds it, FAISS and FTS5 find it.
 *
 * <p>
 * SQLite, FAISS and the model are native code, which holds on to the carrier of a virtual
 * thread; so reading, writing and embedding have platform threads, and callers wait.
 */
@Component
class MemoryEngine implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(MemoryEngine.class);

	/** How deep each ranking goes into the fusion, at least. */
	private static final int MIN_DEPTH = 100;

	private static final int ATTEMPTS = 5;

	private final Opening opening;

	private final Embedder embedder;

	private final ExecutorService readers = threads("memory-reader-", Opening.READERS);

	private final ExecutorService writer = threads("memory-writer-", 1);

	MemoryEngine(Opening opening, Embedder embedder) {
		this.opening = opening;
		this.embedder = embedder;
	}

	private static ExecutorService threads(String name, int count) {
		return Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().name(name, 0).factory());
	}

	/**
	 * Keeps a text for good.
	 * @return the ids of its chunks, in the order of the text
	 */
	List<Long> add(Addition addition) {
		MemoryStore store = this.opening.store();
		return answer(() -> {
			List<Chunk> chunks = this.embedder.split(addition.text());
			List<float[]> embeddings = this.embedder.embed(chunks.stream().map(Chunk::text).toList());
			return written(() -> store.writes().add(addition, chunks, embeddings));
		});
	}

	/** Whether there was such an entry; it is not found any more. */
	boolean delete(long id) {
		MemoryStore store = this.opening.store();
		return answer(() -> written(() -> store.writes().delete(id)));
	}

	private <T> T written(Callable<T> change) throws ExecutionException, InterruptedException {
		return this.writer.submit(() -> {
			T result = change.call();
			this.opening.indexNow().ifPresent(MemoryEngine::follow);
			return result;
		}).get();
	}

	/** Queries would do it too; doing it now keeps them quick. */
	private static void follow(VectorIndex index) {
		try {
			index.follow();
		}
		catch (SQLException | RuntimeException ex) {
			log.warn("The index did not take in a change that the store has; the next query tries again", ex);
		}
	}

	/** What matches best, best first. */
	List<Found> query(Question question) {
		MemoryStore store = this.opening.store();
		int k = question.k();
		return switch (question.mode()) {
			case LEXICAL -> found(question, store, () -> lexical(question, store, k));
			case DENSE -> {
				VectorIndex index = this.opening.index();
				yield found(question, store, () -> dense(question, store, index, k));
			}
			case HYBRID -> {
				VectorIndex index = this.opening.index();
				int depth = Math.max(MIN_DEPTH, 2 * k);
				yield found(question, store,
						() -> Fusion.fuse(dense(question, store, index, depth), lexical(question, store, depth)));
			}
		};
	}

	private static List<Scored> dense(Question question, MemoryStore store, VectorIndex index, int k)
			throws SQLException {
		float[] vector = BgeSmall.shared().query(question.text());
		long[] among = question.filter().isEmpty() ? null
				: store.reads().matching(question.namespace(), question.filter());
		return index.search(question.namespace(), vector, k, among);
	}

	private static List<Scored> lexical(Question question, MemoryStore store, int k) throws SQLException {
		String expression = LexicalQuery.of(question.text());
		return expression.isEmpty() ? List.of()
				: store.reads().lexical(expression, question.namespace(), question.filter(), k);
	}

	/** Looks up the best of a ranking, again when a deletion came in between. */
	private List<Found> found(Question question, MemoryStore store, Callable<List<Scored>> ranking) {
		return answer(() -> this.readers.submit(() -> {
			List<Found> found = List.of();
			for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
				List<Scored> best = ranking.call().stream().limit(question.k()).toList();
				found = lookedUp(best, store);
				if (found.size() == best.size()) {
					break;
				}
			}
			return found;
		}).get());
	}

	private static List<Found> lookedUp(List<Scored> best, MemoryStore store) throws SQLException {
		Map<Long, Entry> entries = store.reads()
			.entries(best.stream().map(Scored::id).toList())
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

	/** Entries by namespace. */
	Map<String, Long> counts() {
		MemoryStore store = this.opening.store();
		return answer(() -> this.readers.submit(store.reads()::counts).get());
	}

	private static <T> T answer(Callable<T> work) {
		try {
			return work.call();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw stopping();
		}
		catch (RejectedExecutionException ex) {
			throw stopping();
		}
		catch (ExecutionException ex) {
			throw failed(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (Exception ex) {
			throw failed(ex);
		}
	}

	private static ProblemException stopping() {
		return new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
	}

	private static ProblemException failed(Throwable cause) {
		return new ProblemException(ProblemType.UNAVAILABLE, "The memory failed; the log of the bus has the cause.",
				cause);
	}

	/** Waits for what is under way. */
	@Override
	public void close() {
		this.readers.close();
		this.writer.close();
	}

	/** An entry that answers a query. */
	record Found(Entry entry, double score) {
	}

}
