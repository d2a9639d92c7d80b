package dev.aura.api.memory;

import dev.aura.api.AuraHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Text kept across runs and found again by meaning and by words. */
@HttpExchange("/memory")
public interface MemoryApi {

	/** Splits a text into chunks, embeds them and keeps them durably. */
	@PostExchange("/add")
	AddResult add(@RequestBody AddRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** The chunks nearest to a query, best first. */
	@PostExchange("/query")
	QueryResult query(@RequestBody QueryRequest request);

	/** Forgets one chunk. */
	@DeleteExchange("/{id}")
	DeleteResult delete(@PathVariable String id,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/**
	 * Corrects one chunk, which keeps its id; what it said before goes into its history.
	 */
	@PutExchange("/{id:[0-9]+}")
	UpdateResult update(@PathVariable String id, @RequestBody UpdateRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** What one chunk says and said before. */
	@GetExchange("/{id}/history")
	HistoryResult history(@PathVariable String id);

	/** Forgets the chunks of a source, or those that pass a filter. */
	@PostExchange("/forget")
	ForgetResult forget(@RequestBody ForgetRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** Takes in a file or folder of the workspace, in the background. */
	@PostExchange("/ingest")
	IngestJob ingest(@RequestBody IngestRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** How far an ingestion is. */
	@GetExchange("/ingest/{job}")
	IngestJob ingestion(@PathVariable String job);

	/** Stops an ingestion; the file that it is at stays as it was. */
	@DeleteExchange("/ingest/{job}")
	IngestJob cancel(@PathVariable String job,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** What the memory holds. */
	@GetExchange("/stats")
	StatsResult stats();

}
