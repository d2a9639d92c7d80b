package dev.aura.bus.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Keeps what is to be taken in on disk until it is, in {@code AURA_HOME/memory/ingest}: a
 * file of JSON each, and the bytes beside it when they were sent.
 */
@Component
class IngestionOrders {

	private static final Logger log = LoggerFactory.getLogger(IngestionOrders.class);

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final String ORDER = ".json";

	private static final String BYTES = ".bytes";

	/** So long after its last change nobody writes a file any more. */
	private static final Duration STRAY = Duration.ofHours(1);

	private final Path folder;

	IngestionOrders(AuraProperties aura) {
		this.folder = aura.home().resolve("memory").resolve("ingest");
	}

	/** On disk when this returns; nothing is when it fails. */
	void keep(IngestionOrder order, byte[] content) {
		try {
			if (order.path() == null) {
				write(order.id() + BYTES, content);
			}
			keep(order);
		}
		catch (ProblemException ex) {
			forget(order.id());
			throw ex;
		}
	}

	/** The same for an order whose bytes are kept. */
	void keep(IngestionOrder order) {
		write(order.id() + ORDER, json.writeValueAsBytes(order));
	}

	private void write(String name, byte[] content) {
		Path draft = this.folder.resolve(name + ".draft");
		try {
			Files.createDirectories(this.folder);
			try (FileChannel file = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
					StandardOpenOption.TRUNCATE_EXISTING)) {
				ByteBuffer rest = ByteBuffer.wrap(content);
				while (rest.hasRemaining()) {
					file.write(rest);
				}
				file.force(true);
			}
			Files.move(draft, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
			try (FileChannel names = FileChannel.open(this.folder, StandardOpenOption.READ)) {
				names.force(true);
			}
		}
		catch (IOException ex) {
			log.warn("What is to be ingested cannot be kept", ex);
			delete(draft);
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"What is to be ingested cannot be kept on disk; the log of the bus has the cause.");
		}
	}

	/** The bytes that were sent. */
	byte[] content(String id) {
		try {
			return Files.readAllBytes(this.folder.resolve(id + BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("what was sent to be ingested cannot be read", ex);
		}
	}

	/** It is done, or nobody wants it any more. */
	void forget(String id) {
		delete(this.folder.resolve(id + ORDER));
		delete(this.folder.resolve(id + BYTES));
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			log.warn("{} cannot be deleted", file.getFileName(), ex);
		}
	}

	/**
	 * What earlier lives of the bus did not come to an end with, oldest first; not what
	 * another bus of this home is at.
	 */
	List<IngestionOrder> left() {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		List<IngestionOrder> orders = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder)) {
			for (Path file : files) {
				if (file.toString().endsWith(ORDER)) {
					read(file, orders);
				}
				else if (isStray(file)) {
					// Its caller was never answered.
					delete(file);
				}
			}
		}
		catch (IOException ex) {
			log.warn("What was to be ingested cannot be read", ex);
		}
		orders.removeIf(IngestionOrder::isTriedElsewhere);
		orders.sort(Comparator.comparing(IngestionOrder::id));
		return orders;
	}

	/** Another bus of this home may be writing it just now, unless it is old. */
	private static boolean isStray(Path file) throws IOException {
		boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(STRAY));
		return old && (!file.toString().endsWith(BYTES) || !Files.exists(order(file)));
	}

	private static Path order(Path bytes) {
		String name = String.valueOf(bytes.getFileName());
		return bytes.resolveSibling(name.substring(0, name.length() - BYTES.length()) + ORDER);
	}

	private static void read(Path file, List<IngestionOrder> orders) throws IOException {
		try {
			orders.add(json.readValue(Files.readAllBytes(file), IngestionOrder.class));
		}
		catch (JacksonException ex) {
			log.warn("{} is no order to ingest and is left alone", file.getFileName());
		}
	}

}
