package dev.aura.bus.memory;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.DeleteResult;
import dev.aura.api.memory.QueryRequest;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.memory.StatsResult;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;

import org.springframework.stereotype.Service;

/** Checks what comes in, shapes what goes out. */
@Service
class MemoryService {

	/** What an id looks like, and no number beyond 64 bits. */
	private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

	private final MemoryEngine engine;

	private final MemoryProperties properties;

	MemoryService(MemoryEngine engine, MemoryProperties properties) {
		this.engine = engine;
		this.properties = properties;
	}

	AddResult add(AddRequest request) {
		List<Long> ids = this.engine.add(Addition.of(request, this.properties.maxText()));
		return new AddResult(ids.stream().map(String::valueOf).toList(), ids.size());
	}

	QueryResult query(QueryRequest request) {
		return new QueryResult(this.engine.query(Question.of(request)).stream().map(MemoryService::hit).toList());
	}

	private static QueryResult.Hit hit(MemoryEngine.Found found) {
		Entry entry = found.entry();
		return new QueryResult.Hit(String.valueOf(entry.id()), entry.text(), found.score(), entry.source(),
				entry.namespace(), Metadata.read(entry.metadata()));
	}

	DeleteResult delete(String id) {
		if (!ID.matcher(id).matches() || !this.engine.delete(Long.parseLong(id))) {
			throw new ProblemException(ProblemType.NOT_FOUND,
					"id: " + Problems.abridged(id) + " (expected: an id that add returned and nobody deleted)");
		}
		return new DeleteResult(true);
	}

	StatsResult stats() {
		Map<String, Long> namespaces = this.engine.counts();
		long entries = namespaces.values().stream().mapToLong(Long::longValue).sum();
		return new StatsResult(namespaces, entries, BgeSmall.DIMENSION, BgeSmall.NAME, VectorIndex.NAME);
	}

}
