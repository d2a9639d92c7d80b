package dev.aura.bus.memory;

import java.util.List;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.IngestJob;
import dev.aura.api.memory.IngestRequest;
import dev.aura.bus.ProcessIdentity;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.workspace.WorkspaceReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** Checks what is to be ingested, and keeps it until it is. */
@Service
class IngestService {

	private static final Logger log = LoggerFactory.getLogger(IngestService.class);

	private static final int MAX_FILES = 5_000;

	/** A file that ends the bus each time is given up after so many tries. */
	private static final int MAX_TRIES = 3;

	private static final byte[] NONE = {};

	private final Ingestions ingestions;

	private final IngestionOrders orders;

	private final List<IngestionOrder> left;

	private final WorkspaceReader workspace;

	private final MemoryProperties properties;

	IngestService(Ingestions ingestions, IngestionOrders orders, WorkspaceReader workspace,
			MemoryProperties properties) {
		this.ingestions = ingestions;
		this.orders = orders;
		this.workspace = workspace;
		this.properties = properties;
		// Before anybody can ask for more.
		this.left = orders.left();
	}

	/**
	 * Takes in what is at a path; that there is something is known before this returns.
	 */
	IngestJob ingest(IngestRequest request) {
		String path = Checks.storable("path", request.path());
		this.workspace.files(path, MAX_FILES);
		return begin(order(path, null, request.namespace(), request.metadata(), request.importance(), 0), NONE);
	}

	/** Takes in bytes that were sent. */
	IngestJob upload(Upload upload) {
		String source = Checks.source(Checks.notBlank("source", upload.source()));
		byte[] content = upload.content();
		if (content.length > this.properties.maxFile().toBytes()) {
			throw new ProblemException(ProblemType.TOO_LARGE, "file: " + content.length + " bytes (expected: at most "
					+ this.properties.maxFile().toBytes() + ")");
		}
		return begin(order(null, String.valueOf(source), upload.namespace(), upload.metadata(), upload.importance(),
				content.length), content);
	}

	private IngestionOrder order(@Nullable String path, @Nullable String source, @Nullable String namespace,
			@Nullable Map<String, Object> metadata, @Nullable Double importance, long bytes) {
		return new IngestionOrder(this.ingestions.nextId(), path, source, Checks.namespace(namespace),
				Metadata.write(metadata), Checks.share("importance", importance), bytes, 0,
				ProcessIdentity.current().toString());
	}

	private IngestJob begin(IngestionOrder order, byte[] content) {
		this.ingestions.requireRoom(order.bytes());
		this.orders.keep(order, content);
		return this.ingestions.add(ingestion(order));
	}

	/** Goes on with what was cut off. */
	@EventListener(ApplicationReadyEvent.class)
	void goOn() {
		for (IngestionOrder order : this.left) {
			if (order.tries() < MAX_TRIES) {
				log.info("Ingestion {} goes on", order.id());
				this.ingestions.add(ingestion(order));
			}
			else {
				log.warn("Ingestion {} is given up, since the bus died {} times during it", order.id(), order.tries());
				this.ingestions.giveUp(order, "the bus died %d times while it was at this".formatted(order.tries()));
			}
		}
	}

	private Ingestion ingestion(IngestionOrder order) {
		return new Ingestion(order, files(order));
	}

	private Ingestion.Files files(IngestionOrder order) {
		String path = order.path();
		if (path == null) {
			Ingestion.Source only = new Ingestion.Source(String.valueOf(order.source()),
					() -> this.orders.content(order.id()));
			return () -> List.of(only);
		}
		return () -> this.workspace.files(path, MAX_FILES).stream().map(this::source).toList();
	}

	private Ingestion.Source source(String path) {
		return new Ingestion.Source(path, () -> this.workspace.read(path, this.properties.maxFile().toBytes()));
	}

	IngestJob get(String job) {
		return this.ingestions.get(job);
	}

	IngestJob cancel(String job) {
		return this.ingestions.cancel(job);
	}

}
