package dev.aura.bus.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.DeleteResult;
import dev.aura.api.memory.ForgetRequest;
import dev.aura.api.memory.ForgetResult;
import dev.aura.api.memory.HistoryResult;
import dev.aura.api.memory.QueryRequest;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.memory.StatsResult;
import dev.aura.api.memory.UpdateRequest;
import dev.aura.api.memory.UpdateResult;
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
		return result(this.engine.add(Addition.of(request, this.properties.maxText())));
	}

	static AddResult result(EntryWrites.Added added) {
		return new AddResult(written(added.ids()), added.ids().size(), written(added.known()));
	}

	private static List<String> written(List<Long> ids) {
		return ids.stream().map(String::valueOf).toList();
	}

	UpdateResult update(String id, UpdateRequest request) {
		Change change = Change.of(request);
		Entry entry = this.engine.update(number(id), change).orElseThrow(() -> absent(id));
		return new UpdateResult(id, entry.version());
	}

	HistoryResult history(String id) {
		MemoryEngine.Versions versions = this.engine.history(number(id)).orElseThrow(() -> absent(id));
		Entry present = versions.present();
		List<HistoryResult.Version> all = new ArrayList<>();
		all.add(new HistoryResult.Version(present.version(), present.text(), present.source(),
				Metadata.read(present.metadata()), Instant.ofEpochMilli(present.updated()), null));
		for (EntryReads.Superseded before : versions.before()) {
			all.add(new HistoryResult.Version(before.version(), before.text(), before.source(),
					Metadata.read(before.metadata()), Instant.ofEpochMilli(before.made()),
					Instant.ofEpochMilli(before.superseded())));
		}
		return new HistoryResult(id, all);
	}

	QueryResult query(QueryRequest request) {
		long now = System.currentTimeMillis();
		Retrieval.Answer answer = this.engine.query(Question.of(request));
		return new QueryResult(answer.found().stream().map((found) -> hit(found, now)).toList(), answer.degraded());
	}

	private static QueryResult.Hit hit(Retrieval.Found found, long now) {
		Entry entry = found.entry();
		Long expires = entry.expires();
		return new QueryResult.Hit(String.valueOf(entry.id()), entry.text(), found.score(), entry.source(),
				entry.namespace(), Metadata.read(entry.metadata()), entry.start(),
				entry.start() + entry.text().length(), entry.context(), Instant.ofEpochMilli(entry.created()),
				(entry.version() > 1) ? Instant.ofEpochMilli(entry.updated()) : null,
				Math.max(0, now - entry.updated()) / 1_000, entry.version(), entry.importance(),
				(expires != null) ? Instant.ofEpochMilli(expires) : null);
	}

	DeleteResult delete(String id) {
		if (!this.engine.delete(number(id))) {
			throw absent(id);
		}
		return new DeleteResult(true);
	}

	ForgetResult forget(ForgetRequest request) {
		Selection selection = new Selection(Checks.namespace(request.namespace()), Checks.source(request.source()),
				FilterReader.read(request.filter()));
		if (request.source() == null && (request.filter() == null || request.filter().isEmpty())) {
			throw Checks.unusable("filter", "absent, and so is source",
					"one of them; DELETE /memory/namespaces/NAME forgets everything of a namespace");
		}
		return new ForgetResult(this.engine.forget(selection));
	}

	ForgetResult drop(String namespace) {
		return new ForgetResult(this.engine.forget(new Selection(Checks.namespace(namespace), null, Condition.NONE)));
	}

	private static long number(String id) {
		if (!ID.matcher(id).matches()) {
			throw absent(id);
		}
		return Long.parseLong(id);
	}

	private static ProblemException absent(String id) {
		return new ProblemException(ProblemType.NOT_FOUND,
				"id: " + Problems.abridged(id) + " (expected: an id that add returned and nobody deleted)");
	}

	StatsResult stats() {
		MemoryEngine.Counts counts = this.engine.counts();
		Space space = this.engine.space();
		long entries = counts.namespaces().values().stream().mapToLong(Long::longValue).sum();
		return new StatsResult(counts.namespaces(), entries, space.dimension(), space.model(),
				this.engine.index().orElse(""), counts.pending(), this.engine.vectors().orElse(null));
	}

}
