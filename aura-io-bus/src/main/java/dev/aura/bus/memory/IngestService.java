package dev.aura.bus.memory;

import java.util.List;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.IngestJob;
import dev.aura.api.memory.IngestRequest;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.workspace.WorkspaceReader;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/** Checks what is to be ingested. */
@Service
class IngestService {

	private static final int MAX_FILES = 5_000;

	private final Ingestions ingestions;

	private final WorkspaceReader workspace;

	private final MemoryProperties properties;

	IngestService(Ingestions ingestions, WorkspaceReader workspace, MemoryProperties properties) {
		this.ingestions = ingestions;
		this.workspace = workspace;
		this.properties = properties;
	}

	/**
	 * Takes in what is at a path; that there is something is known before this returns.
	 */
	IngestJob ingest(IngestRequest request) {
		String path = Checks.storable("path", request.path());
		this.workspace.files(path, MAX_FILES);
		return this.ingestions.add(ingestion(request.namespace(), request.metadata(), request.importance(), 0,
				() -> this.workspace.files(path, MAX_FILES).stream().map(this::source).toList()));
	}

	private Ingestion.Source source(String path) {
		return new Ingestion.Source(path, () -> this.workspace.read(path, this.properties.maxFile().toBytes()));
	}

	/** Takes in bytes that were sent. */
	IngestJob upload(Upload upload) {
		String source = Checks.source(Checks.notBlank("source", upload.source()));
		byte[] content = upload.content();
		if (content.length > this.properties.maxFile().toBytes()) {
			throw new ProblemException(ProblemType.TOO_LARGE, "file: " + content.length + " bytes (expected: at most "
					+ this.properties.maxFile().toBytes() + ")");
		}
		Ingestion.Source only = new Ingestion.Source(String.valueOf(source), () -> content);
		return this.ingestions.add(ingestion(upload.namespace(), upload.metadata(), upload.importance(), content.length,
				() -> List.of(only)));
	}

	private static Ingestion ingestion(@Nullable String namespace, @Nullable Map<String, Object> metadata,
			@Nullable Double importance, long bytes, Ingestion.Files files) {
		return new Ingestion(Checks.namespace(namespace), Metadata.write(metadata),
				Checks.share("importance", importance), bytes, files);
	}

	IngestJob get(String job) {
		return this.ingestions.get(job);
	}

	IngestJob cancel(String job) {
		return this.ingestions.cancel(job);
	}

}
