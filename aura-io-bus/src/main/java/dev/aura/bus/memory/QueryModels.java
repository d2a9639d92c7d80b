package dev.aura.bus.memory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;

import org.springframework.stereotype.Component;

/**
 * The models that have a part in the answer of a query. A server is waited for by whoever
 * asks, and not for long: nobody else must wait because it hangs.
 */
@Component
final class QueryModels implements AutoCloseable {

	private final Embedder embedder;

	private final Reranker reranker;

	private final Duration patience;

	private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

	QueryModels(Embedder embedder, Reranker reranker, MemoryProperties properties) {
		this.embedder = embedder;
		this.reranker = reranker;
		this.patience = properties.modelPatience();
	}

	/**
	 * The meaning of a question.
	 * @param readers have the model on board at work, which is native code
	 * @throws ProblemException when there is a server that does not answer
	 */
	float[] embedding(String question, Readers readers) throws ExecutionException, InterruptedException {
		Callable<float[]> asked = () -> this.embedder.query(question);
		return this.embedder.isOnBoard() ? readers.read(asked) : within("embedding server", asked);
	}

	/** Whether there is a reranker. */
	boolean canRerank() {
		return this.reranker.isConfigured();
	}

	/**
	 * What was found in the order that the reranker gives it, with its scores.
	 * @throws ProblemException when it does not answer
	 */
	List<Scored> rerank(String question, List<Retrieval.Found> found) throws ExecutionException, InterruptedException {
		return within("reranker", () -> this.reranker.rerank(question, found));
	}

	private <T> T within(String server, Callable<T> asked) throws ExecutionException, InterruptedException {
		Future<T> answer = this.calls.submit(asked);
		try {
			return answer.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(ProblemType.UPSTREAM_TOO_SLOW,
					"The %s does not answer within %s.".formatted(server, seconds(this.patience)))
				.retryAfter(Duration.ofSeconds(10));
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ProblemException problem) {
				throw problem;
			}
			throw ex;
		}
		finally {
			answer.cancel(true);
		}
	}

	private static String seconds(Duration duration) {
		return duration.toMillis() / 1000.0 + " s";
	}

	/** Gives up what is under way. */
	@Override
	public void close() {
		this.calls.shutdownNow();
		this.calls.close();
	}

	/** Threads for what reads the store or runs native code. */
	interface Readers {

		/** Has something done there and waits for it. */
		<T> T read(Callable<T> work) throws ExecutionException, InterruptedException;

	}

}
