package dev.aura.bus.memory;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
 * Opens the store, then the index, in the background once the bus answers; who needs one
 * of them waits for it.
 */
@Component
class Opening implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(Opening.class);

	/** Until what failed is tried again. */
	private static final Duration RETRY = Duration.ofSeconds(5);

	/**
	 * How many may read the store at once, or embed their query when the model is on
	 * board.
	 */
	static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

	/** Entries embedded again in one transaction. */
	private static final int BATCH = 64;

	private final MemoryBackend backend;

	private final Duration patience;

	private final Embedder embedder;

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-opening").factory());

	private final FutureTask<MemoryStore> store = new FutureTask<>(() -> logged(this::openStore));

	private final FutureTask<VectorSearch> index = new FutureTask<>(() -> openIndex(this.store.get()));

	private volatile String progress = "starting";

	private volatile long pending;

	Opening(AuraProperties aura, MemoryProperties properties, Embedder embedder) {
		this.backend = switch (properties.backend()) {
			case EMBEDDED -> new EmbeddedBackend(aura.home().resolve("memory"), READERS);
			case POSTGRES -> new PostgresBackend(properties.postgres(), READERS);
		};
		this.patience = properties.patience();
		this.embedder = embedder;
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.thread.execute(this.store);
		this.thread.execute(this.index);
		this.thread.execute(this::embedAgain);
	}

	private MemoryStore openStore() throws Exception {
		MemoryStore opened = reached();
		Optional<Space> known = this.embedder.spaceOnBoard();
		if (known.isPresent()) {
			opened.space().set(opened.database(), known.get());
		}
		return opened;
	}

	/** The store, once the server that keeps it answers. */
	private MemoryStore reached() throws Exception {
		while (true) {
			try {
				return this.backend.open();
			}
			catch (SQLException ex) {
				if (!isAway(ex)) {
					throw ex;
				}
				this.progress = "waiting for the database";
				log.warn("Memory: {}: {}", this.progress, ex.getMessage());
				Thread.sleep(RETRY);
			}
		}
	}

	/** Whether there was no connection, or the server is starting. */
	private static boolean isAway(SQLException failure) {
		String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
		return state.startsWith("08") || state.equals("57P03") || failure instanceof SQLTransientConnectionException;
	}

	private VectorSearch openIndex(MemoryStore opened) throws Exception {
		return logged(() -> {
			Space space = space();
			opened.space().set(opened.database(), space);
			// Both take seconds and neither needs the other.
			CompletableFuture<EmbeddingModel> model = CompletableFuture.supplyAsync(this.embedder::model);
			this.progress = "loading the index";
			VectorSearch loaded = this.backend.search(opened, space);
			this.pending = opened.writes().foreign();
			this.progress = "loading the embedding model";
			model.join();
			return loaded;
		});
	}

	/** The space of the model, which its server is asked for until it answers. */
	private Space space() throws InterruptedException {
		while (true) {
			this.progress = "loading the embedding model";
			try {
				return this.embedder.space();
			}
			catch (ProblemException ex) {
				this.progress = "waiting for the embedding model: " + ex.detail();
				log.warn("Memory: {}", this.progress);
				Thread.sleep(RETRY);
			}
		}
	}

	/**
	 * Embeds what another model, or an earlier version of the chunker, left behind, while
	 * questions are answered by what there is.
	 */
	private void embedAgain() {
		if (this.index.state() != Future.State.SUCCESS) {
			return;
		}
		MemoryStore opened = this.store.resultNow();
		while (this.pending > 0) {
			try {
				List<Entry> batch = opened.writes().foreign(BATCH);
				opened.writes().embedAgain(batch, this.embedder.embed(batch.stream().map(Entry::embedded).toList()));
				this.pending = opened.writes().foreign();
				log.info("Memory: embedding again, {} entries to go", this.pending);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			catch (RejectedExecutionException ex) {
				return;
			}
			catch (SQLException | ExecutionException | RuntimeException ex) {
				log.warn("Memory: embedding again failed and is tried again in {} s", RETRY.toSeconds(), ex);
				if (!paused()) {
					return;
				}
			}
		}
	}

	private static boolean paused() {
		try {
			Thread.sleep(RETRY);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Entries that another model embedded, which are found by words only. */
	long pending() {
		return this.pending;
	}

	private static <T> T logged(Callable<T> opening) throws Exception {
		try {
			return opening.call();
		}
		catch (InterruptedException ex) {
			log.info("The bus is stopped before its memory is open");
			throw ex;
		}
		catch (Exception | LinkageError ex) {
			log.error("The memory could not be opened", ex);
			throw ex;
		}
	}

	/** Whether the store is open, or is within a while. */
	boolean isOpen(Duration within) {
		try {
			this.store.get(within.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException | ExecutionException | CancellationException ex) {
			return false;
		}
	}

	/**
	 * The store.
	 * @throws ProblemException when it cannot be opened, or not yet
	 */
	MemoryStore store() {
		return opened(this.store);
	}

	/**
	 * The store, ready for embeddings.
	 * @throws ProblemException when it cannot be opened, or not yet
	 */
	MemoryStore writable() {
		MemoryStore opened = store();
		if (!opened.space().isKnown()) {
			index();
		}
		return opened;
	}

	/**
	 * The index, with everything in it that the store has.
	 * @throws ProblemException when it cannot be opened, or not yet
	 */
	VectorSearch index() {
		return opened(this.index);
	}

	/** The index, if it is there without waiting. */
	Optional<VectorSearch> indexNow() {
		return (this.index.state() == Future.State.SUCCESS) ? Optional.of(this.index.resultNow()) : Optional.empty();
	}

	Readiness readiness() {
		return switch (this.index.state()) {
			case SUCCESS -> new Readiness.Ready();
			case RUNNING -> new Readiness.Preparing(this.progress);
			case FAILED, CANCELLED -> new Readiness.Broken();
		};
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
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
		}
		catch (ExecutionException | CancellationException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The memory could not be opened; the log of the bus has the cause.");
		}
	}

	/** Frees native memory and closes the file; nobody may use them any more. */
	@Override
	public void destroy() throws SQLException {
		this.thread.shutdownNow();
		this.thread.close();
		// Whoever waits for a store that nobody opened is told so.
		this.store.cancel(false);
		indexNow().ifPresent(VectorSearch::close);
		if (this.store.state() == Future.State.SUCCESS) {
			this.store.resultNow().close();
		}
	}

}
