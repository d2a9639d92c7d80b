package dev.aura.bus.memory;

import dev.aura.api.AuraHeaders;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.DeleteResult;
import dev.aura.api.memory.ForgetRequest;
import dev.aura.api.memory.ForgetResult;
import dev.aura.api.memory.HistoryResult;
import dev.aura.api.memory.IngestJob;
import dev.aura.api.memory.IngestRequest;
import dev.aura.api.memory.MemoryApi;
import dev.aura.api.memory.QueryMode;
import dev.aura.api.memory.QueryRequest;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.memory.StatsResult;
import dev.aura.api.memory.UpdateRequest;
import dev.aura.api.memory.UpdateResult;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /memory} over HTTP. */
@RestController
class MemoryController implements MemoryApi {

	private final MemoryService service;

	private final IngestService ingestService;

	MemoryController(MemoryService service, IngestService ingestService) {
		this.service = service;
		this.ingestService = ingestService;
	}

	@Override
	public AddResult add(AddRequest request, @Nullable String idempotencyKey) {
		return this.service.add(request);
	}

	@Override
	public QueryResult query(QueryRequest request) {
		return this.service.query(request);
	}

	/** The same without a body, for curl. */
	@GetMapping("/query")
	QueryResult query(@RequestParam String query, @RequestParam(required = false) @Nullable Integer k,
			@RequestParam(required = false) @Nullable String namespace,
			@RequestParam(required = false) @Nullable QueryMode mode) {
		return this.service.query(new QueryRequest(query, k, namespace, null, mode));
	}

	@Override
	public DeleteResult delete(String id, @Nullable String idempotencyKey) {
		return this.service.delete(id);
	}

	@Override
	public UpdateResult update(String id, UpdateRequest request, @Nullable String idempotencyKey) {
		return this.service.update(id, request);
	}

	@Override
	public HistoryResult history(String id) {
		return this.service.history(id);
	}

	@Override
	public ForgetResult forget(ForgetRequest request, @Nullable String idempotencyKey) {
		return this.service.forget(request);
	}

	/** Forgets everything of a namespace, whose name may have slashes in it. */
	@DeleteMapping("/namespaces/{*namespace}")
	ForgetResult drop(@PathVariable String namespace,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey) {
		return this.service.drop(namespace.substring(1));
	}

	@Override
	@PostMapping(path = "/ingest", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	public IngestJob ingest(IngestRequest request, @Nullable String idempotencyKey) {
		return this.ingestService.ingest(request);
	}

	/** Takes in a file that is sent as a form. */
	@PostMapping(path = "/ingest", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	@Hidden
	IngestJob upload(HttpServletRequest request) {
		return this.ingestService.upload(Upload.of(request));
	}

	@Override
	public IngestJob ingestion(String job) {
		return this.ingestService.get(job);
	}

	@Override
	public IngestJob cancel(String job, @Nullable String idempotencyKey) {
		return this.ingestService.cancel(job);
	}

	@Override
	public StatsResult stats() {
		return this.service.stats();
	}

}
