package dev.aura.bus.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.ImportResult;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Service;

/**
 * The memory as lines of JSON: a head that names the model, one line for each entry, and
 * an end that says how many there were, so that what was cut off can be told.
 */
@Service
class ArchiveService implements AutoCloseable {

	private static final String FORMAT = "aura-memory";

	private static final int BATCH = 64;

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private final Opening opening;

	private final MemoryEngine engine;

	/** One export at a time reads the database, on a thread that native code may hold. */
	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("memory-export").factory());

	ArchiveService(Opening opening, MemoryEngine engine) {
		this.opening = opening;
		this.engine = engine;
	}

	/** What can be exported, checked before the first byte is answered. */
	Export export(@Nullable String namespace, boolean embeddings) {
		String checked = (namespace != null) ? Checks.namespace(namespace) : null;
		this.opening.index();
		return new Export(this.opening.store(), checked, embeddings);
	}

	/** Keeps all entries of an export. */
	ImportResult read(InputStream lines) {
		int imported = 0;
		int line = 1;
		Archive.Ids ids = new Archive.Ids();
		try (MappingIterator<JsonNode> values = json.readerFor(JsonNode.class).readValues(lines)) {
			int dimension = dimension(values.hasNextValue() ? values.nextValue() : null);
			List<ArchivedEntry> batch = new ArrayList<>();
			long entries = 0;
			while (values.hasNextValue()) {
				JsonNode value = values.nextValue();
				line++;
				if (value.has("end")) {
					imported += this.engine.keep(batch, ids);
					requireEnd(values, value, entries);
					return new ImportResult(imported, (int) entries - imported);
				}
				batch.add(json.treeToValue(value, ArchiveLine.class).checked(dimension));
				entries++;
				if (batch.size() == BATCH) {
					imported += this.engine.keep(batch, ids);
					batch.clear();
				}
			}
			imported += this.engine.keep(batch, ids);
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"The export was cut off after line " + line + " (expected: a last line with end)");
		}
		catch (ProblemException ex) {
			throw told(ex, line, imported);
		}
		catch (JacksonException ex) {
			throw told(new ProblemException(ProblemType.UNUSABLE_VALUE,
					"it is not what an export has (expected: lines of JSON as GET /memory/export answers them)"), line,
					imported);
		}
	}

	private static void requireEnd(MappingIterator<JsonNode> values, JsonNode end, long entries) {
		if (end.path("end").asLong(-1) != entries || values.hasNextValue()) {
			throw Checks.unusable("end", end.path("end").asString(""), "the last line, and " + entries + " entries");
		}
	}

	private static ProblemException told(ProblemException problem, int line, int imported) {
		return new ProblemException(problem.type(), "line " + line + ": " + problem.detail(), problem.getCause())
			.with("line", line)
			.with("imported", imported);
	}

	/** Of embeddings that are of the present model; 0 when they are not. */
	private int dimension(@Nullable JsonNode head) {
		if (head == null || !head.path("format").asString("").equals(FORMAT) || head.path("version").asInt(0) != 1) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"it is not the head of an export (expected: {\"format\": \"aura-memory\", \"version\": 1, ...})");
		}
		EmbeddingModel model = this.engine.model();
		boolean same = head.path("model").asString("").equals(model.name())
				&& head.path("dimension").asInt(0) == model.dimension();
		return same ? model.dimension() : 0;
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
		this.thread.close();
	}

	/** An export that is ready to be written. */
	final class Export {

		private final MemoryStore store;

		private final @Nullable String namespace;

		private final boolean embeddings;

		private long entries;

		private Export(MemoryStore store, @Nullable String namespace, boolean embeddings) {
			this.store = store;
			this.namespace = namespace;
			this.embeddings = embeddings;
		}

		/** Writes everything, and fails before the end when it cannot. */
		void writeTo(OutputStream out) throws IOException {
			Future<?> writing = ArchiveService.this.thread.submit(() -> {
				EmbeddingModel model = ArchiveService.this.engine.model();
				line(out, Map.of("format", FORMAT, "version", 1, "model", model.name(), "dimension", model.dimension(),
						"chunker", Chunker.VERSION));
				this.store.archive().each(this.namespace, (entry) -> {
					line(out, ArchiveLine.of(entry, this.embeddings));
					this.entries++;
				});
				line(out, Map.of("end", this.entries));
				return out;
			});
			try {
				writing.get();
			}
			catch (ExecutionException ex) {
				throw new IOException("The export failed", ex.getCause());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				writing.cancel(true);
				throw new IOException("The export was interrupted", ex);
			}
		}

		private static void line(OutputStream out, Object value) throws IOException {
			out.write((json.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
		}

	}

}
