package dev.aura.bus.memory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.IngestJob;
import dev.aura.bus.memory.document.UnreadableException;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/** Files on their way into the memory, one job after the other, in the background. */
@Component
class Ingestions implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(Ingestions.class);

	private static final int MAX_WAITING = 100;

	/** Of uploads that wait. */
	private static final long MAX_BYTES = 64 << 20;

	/** Jobs that are over are remembered up to here, the oldest forgotten first. */
	private static final int MAX_REMEMBERED = 1_000;

	/** Between two looks at whether the memory is ready. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	private final MemoryEngine engine;

	private final IngestionOrders orders;

	private final Embedder embedder;

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-ingestion").factory());

	private final Map<String, IngestionJob> jobs = new LinkedHashMap<>();

	private final AtomicLong numbers = new AtomicLong(System.currentTimeMillis());

	private long bytes;

	Ingestions(MemoryEngine engine, Embedder embedder, IngestionOrders orders) {
		this.engine = engine;
		this.orders = orders;
		this.embedder = embedder;
	}

	/** A name for a job; those of later lives of the bus come later. */
	String nextId() {
		return "i-" + Long.toString(this.numbers.incrementAndGet(), 36);
	}

	/**
	 * Makes sure that a new job may wait.
	 * @throws ProblemException 429 when there are too many
	 */
	synchronized void requireRoom(long more) {
		long waiting = this.jobs.values().stream().filter((job) -> !job.isOver()).count();
		if (waiting >= MAX_WAITING || this.bytes + more > MAX_BYTES) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
					waiting + " ingestions wait (expected: fewer, or smaller ones; try again when some are over)")
				.retryAfter(Duration.ofSeconds(10));
		}
	}

	/** Begins as soon as those before are over. */
	synchronized IngestJob add(Ingestion ingestion) {
		IngestionOrder order = ingestion.order();
		IngestionJob job = new IngestionJob(order.id());
		this.jobs.put(order.id(), job);
		this.bytes += order.bytes();
		forgetOldest();
		this.thread.execute(() -> run(job, ingestion));
		return job.snapshot();
	}

	/** Shows one that is not tried again as failed. */
	synchronized void giveUp(IngestionOrder order, String reason) {
		IngestionJob job = new IngestionJob(order.id());
		this.jobs.put(order.id(), job);
		fail(job, reason);
		this.orders.forget(order.id());
	}

	private static void fail(IngestionJob job, String reason) {
		if (job.begins()) {
			job.hasFailed("", reason);
			job.ends();
		}
	}

	private void forgetOldest() {
		int excess = this.jobs.size() - MAX_REMEMBERED;
		List<String> over = this.jobs.entrySet()
			.stream()
			.filter((job) -> job.getValue().isOver())
			.limit(Math.max(0, excess))
			.map(Map.Entry::getKey)
			.toList();
		over.forEach(this.jobs::remove);
	}

	private void run(IngestionJob job, Ingestion ingestion) {
		IngestionOrder order = ingestion.order();
		boolean tried = false;
		try {
			awaitMemory(job);
			if (this.engine.isBroken()) {
				fail(job, "the memory could not be opened; this goes on when the bus is started again");
				return;
			}
			if (job.begins()) {
				tried = true;
				this.orders.keep(order.begun());
				takeAll(job, ingestion);
			}
		}
		catch (CancellationException ex) {
			log.debug("An ingestion was cancelled");
		}
		catch (ProblemException ex) {
			job.hasFailed("", ex.detail());
			job.ends();
		}
		finally {
			isOver(job, order, tried);
		}
	}

	private void takeAll(IngestionJob job, Ingestion ingestion) {
		List<Ingestion.Source> sources = ingestion.files().list();
		job.counted(sources.size());
		for (Ingestion.Source source : sources) {
			take(job, ingestion.order(), source);
		}
		job.ends();
	}

	/** What is taken up at a start may come before the memory is open. */
	private void awaitMemory(IngestionJob job) {
		while (!this.engine.isSettled()) {
			job.requireGoing();
			try {
				Thread.sleep(PAUSE);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new CancellationException("interrupted");
			}
		}
	}

	private void isOver(IngestionJob job, IngestionOrder order, boolean tried) {
		synchronized (this) {
			this.bytes -= order.bytes();
		}
		if (tried && job.isOver()) {
			this.orders.forget(order.id());
		}
		else if (tried && job.isSuspended()) {
			// The next start goes on with it, and this was no failure of its own.
			this.orders.keep(order);
		}
	}

	private void take(IngestionJob job, IngestionOrder order, Ingestion.Source source) {
		try {
			job.requireGoing();
			new FileIngestion(this.engine, this.embedder, job).take(order, source);
		}
		catch (UnreadableException ex) {
			job.hasFailed(source.name(), String.valueOf(ex.getMessage()));
		}
		catch (ProblemException ex) {
			job.hasFailed(source.name(), ex.detail());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			job.suspend();
			throw new CancellationException("interrupted");
		}
		catch (CancellationException ex) {
			throw ex;
		}
		catch (ExecutionException | RuntimeException | StackOverflowError ex) {
			log.warn("A file could not be ingested", ex);
			job.hasFailed(source.name(), "the bus failed on it; its log has the cause");
		}
	}

	IngestJob get(String id) {
		return job(id).snapshot();
	}

	/** Stops a job and answers where it stopped. */
	IngestJob cancel(String id) {
		IngestionJob job = job(id);
		job.cancel();
		this.orders.forget(id);
		return job.snapshot();
	}

	private synchronized IngestionJob job(String id) {
		IngestionJob job = this.jobs.get(id);
		if (job == null) {
			throw new ProblemException(ProblemType.NOT_FOUND, "job: " + Problems.abridged(id)
					+ " (expected: an id that ingest answered; what ended before the bus was started is forgotten)");
		}
		return job;
	}

	/** Stops what is under way between two of its steps. */
	@Override
	public void close() {
		synchronized (this) {
			this.jobs.values().forEach(IngestionJob::suspend);
		}
		this.thread.shutdownNow();
		this.thread.close();
	}

}
