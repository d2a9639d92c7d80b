package dev.aura.bus.memory;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import dev.aura.api.ProblemType;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;

/**
 * The threads that read and write the store, while callers wait. SQLite and FAISS are
 * native code, which holds on to the carrier of a virtual thread; so these are platform
 * threads: a few that read and one that writes.
 */
final class MemoryThreads implements AutoCloseable {

	private final ExecutorService readers;

	private final ExecutorService writer = threads("memory-writer-", 1);

	MemoryThreads(int readers) {
		this.readers = threads("memory-reader-", readers);
	}

	private static ExecutorService threads(String name, int count) {
		return Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().name(name, 0).factory());
	}

	<T> T read(Callable<T> question) throws ExecutionException, InterruptedException {
		return this.readers.submit(question).get();
	}

	/** As a part of the effect that the calling thread carries. */
	<T> T write(Callable<T> change) throws ExecutionException, InterruptedException {
		return this.writer.submit(CurrentEffect.carried(change)).get();
	}

	/**
	 * What work comes to, whose failures are those of a call.
	 * @throws ProblemException for every failure
	 */
	static <T> T answer(Callable<T> work) {
		try {
			return work.call();
		}
		catch (ProblemException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw stopping();
		}
		catch (RejectedExecutionException ex) {
			throw stopping();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ProblemException problem) {
				throw problem;
			}
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

}
