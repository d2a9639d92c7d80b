package dev.aura.bus.memory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import dev.aura.api.memory.Duplicates;
import dev.aura.api.memory.QueryMode;
import dev.aura.api.memory.StatsResult;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * A database keeps texts, a model embeds them, both rankings find them.
 */
@Component
class MemoryEngine implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(MemoryEngine.class);

	/** How many neighbours of a text are looked at for one that says the same. */
	private static final int NEIGHBOURS = 5;

	private final Opening opening;

	private final Embedder embedder;

	private final QueryModels models;

	private final MemoryThreads threads = new MemoryThreads(Opening.READERS);

	MemoryEngine(Opening opening, Embedder embedder, QueryModels models) {
		this.opening = opening;
		this.embedder = embedder;
		this.models = models;
	}

	/** Keeps a text for good, as far as it is not known. */
	EntryWrites.Added add(Addition addition) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> {
			long now = System.currentTimeMillis();
			List<Entry> chunks = this.embedder.split(addition.text())
				.stream()
				.filter((chunk) -> !chunk.text().isBlank())
				.map((chunk) -> addition.entry(chunk, now))
				.toList();
			return (addition.duplicates() == Duplicates.KEEP) ? keep(store, chunks)
					: keepUnknown(store, chunks, addition.duplicates() == Duplicates.NEAR);
		});
	}

	private EntryWrites.Added keep(MemoryStore store, List<Entry> chunks)
			throws ExecutionException, InterruptedException {
		List<float[]> embeddings = this.embedder.embed(chunks.stream().map(Entry::embedded).toList());
		new MemoryPlan.Add().announce();
		return written(() -> store.writes().add(chunks, embeddings));
	}

	private EntryWrites.Added keepUnknown(MemoryStore store, List<Entry> chunks, boolean near)
			throws ExecutionException, InterruptedException {
		Map<Integer, float[]> embeddings = new HashMap<>();
		while (true) {
			Map<Integer, Long> known = read(() -> store.writes().known(chunks));
			embed(chunks, known, embeddings);
			Optional<Entry> same = (near && known.isEmpty() && chunks.size() == 1)
					? sameAs(chunks.getFirst(), Objects.requireNonNull(embeddings.get(0)), store) : Optional.empty();
			new MemoryPlan.Add().announce();
			Optional<EntryWrites.Added> added = written(
					() -> same.isPresent() ? store.writes().addAgain(same.get(), chunks.getFirst())
							: store.writes().addUnknown(chunks, embeddings));
			if (added.isPresent()) {
				return added.get();
			}
		}
	}

	private void embed(List<Entry> chunks, Map<Integer, Long> known, Map<Integer, float[]> embeddings)
			throws ExecutionException, InterruptedException {
		List<Integer> places = new ArrayList<>();
		for (int i = 0; i < chunks.size(); i++) {
			if (!known.containsKey(i) && !embeddings.containsKey(i)) {
				places.add(i);
			}
		}
		List<float[]> made = this.embedder.embed(places.stream().map((place) -> chunks.get(place).embedded()).toList());
		for (int i = 0; i < places.size(); i++) {
			embeddings.put(places.get(i), made.get(i));
		}
	}

	/** An entry that says the same as one that is not kept yet. */
	private Optional<Entry> sameAs(Entry entry, float[] embedding, MemoryStore store)
			throws ExecutionException, InterruptedException {
		VectorSearch index = this.opening.index();
		return read(() -> {
			List<Long> near = index
				.search(new Selection(entry.namespace(), null, Condition.NONE), embedding, NEIGHBOURS)
				.stream()
				.filter((scored) -> scored.score() >= NearDuplicate.LEAST_SIMILARITY)
				.map(Scored::id)
				.toList();
			return store.reads()
				.rows(near)
				.stream()
				.filter((other) -> NearDuplicate.isSaid(entry.text(), other.text()))
				.findFirst();
		});
	}

	/** Whether it is open, or will never be. */
	boolean isSettled() {
		return !(this.opening.readiness() instanceof Readiness.Preparing);
	}

	/** Whether it will never be open. */
	boolean isBroken() {
		return this.opening.readiness() instanceof Readiness.Broken;
	}

	/** Whether a file was ingested as it is. */
	boolean isUnchanged(String namespace, String source, String digest) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> read(() -> store.files().isUnchanged(namespace, source, digest)));
	}

	/** Whether a file was ingested before, however it was. */
	boolean isKnown(String namespace, String source) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> read(() -> store.files().isKnown(namespace, source)));
	}

	/** The embeddings of a file's chunks, by what they are made of. */
	Map<String, float[]> embeddings(String namespace, String source) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> read(() -> store.files().embeddings(namespace, source)));
	}

	/** Puts the chunks of a file in the place of those that it had. */
	FileWrites.Replaced replace(String namespace, String source, String digest, List<Entry> chunks,
			Map<String, float[]> embeddings) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads
			.answer(() -> written(() -> store.files().replace(namespace, source, digest, chunks, embeddings)));
	}

	/**
	 * Corrects an entry; the version that there is now, or empty without such an entry.
	 */
	Optional<Entry> update(long id, Change change) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> {
			while (true) {
				Optional<Entry> found = read(() -> store.reads().entry(id));
				if (found.isEmpty()) {
					return found;
				}
				Entry present = found.get();
				long now = System.currentTimeMillis();
				if (change.text() != null) {
					requireOneChunk(change.text());
				}
				float[] embedding = this.embedder.embed(List.of(present.next(change, now).embedded())).getFirst();
				new MemoryPlan.Correct(id, present.version()).announce();
				Optional<Entry> next = written(() -> store.writes().supersede(present, change, now, embedding));
				if (next.isPresent()) {
					return next;
				}
			}
		});
	}

	private void requireOneChunk(String text) throws ExecutionException, InterruptedException {
		if (this.embedder.split(text).size() > 1) {
			throw Checks.unusable("text", "too long for one chunk",
					"at most " + Chunker.MAX_TOKENS + " tokens; forget this and add the new text instead");
		}
	}

	/** What an entry says and said before, or empty without such an entry. */
	Optional<Versions> history(long id) {
		MemoryStore store = this.opening.store();
		return MemoryThreads.answer(() -> read(() -> {
			Optional<Entry> entry = store.reads().entry(id);
			return entry.isPresent() ? Optional.of(new Versions(entry.get(), store.reads().history(id)))
					: Optional.empty();
		}));
	}

	/** Keeps entries of an export, as far as they are not there; how many were new. */
	int keep(List<ArchivedEntry> entries, Archive.Ids ids) {
		MemoryStore store = this.opening.writable();
		return MemoryThreads.answer(() -> {
			List<ArchivedEntry> bare = entries.stream().filter((entry) -> entry.embedding() == null).toList();
			List<float[]> made = this.embedder.embed(bare.stream().map((entry) -> entry.entry().embedded()).toList());
			Map<ArchivedEntry, float[]> embeddings = new IdentityHashMap<>();
			for (int i = 0; i < bare.size(); i++) {
				embeddings.put(bare.get(i), made.get(i));
			}
			return written(() -> store.archive().keep(entries, embeddings, ids));
		});
	}

	/** Whether there was such an entry; it is not found any more. */
	boolean delete(long id) {
		MemoryStore store = this.opening.store();
		return MemoryThreads.answer(() -> {
			if (read(() -> store.reads().entry(id)).isEmpty()) {
				return false;
			}
			new MemoryPlan.Delete(id).announce();
			return written(() -> store.writes().delete(id));
		});
	}

	/** Forgets all of a selection and says how many there were. */
	int forget(Selection selection) {
		MemoryStore store = this.opening.store();
		return MemoryThreads.answer(() -> written(() -> store.writes().forget(selection)));
	}

	/** What matches best, best first. */
	Retrieval.Answer query(Question question) {
		MemoryStore store = this.opening.store();
		VectorSearch index = (question.mode() == QueryMode.LEXICAL) ? null : this.opening.index();
		return MemoryThreads.answer(() -> {
			forgetExpired(store);
			Retrieval.Answer answer = new Retrieval(store.reads(), index, this::read, this.models).answer(question);
			return (index == null || this.opening.pending() == 0) ? answer : new Retrieval.Answer(answer.found(),
					this.opening.pending() + " entries wait to be embedded again and are found by words only.");
		});
	}

	/** What has expired is gone before anyone asks, so that it takes nobody's place. */
	private void forgetExpired(MemoryStore store) throws ExecutionException, InterruptedException {
		if (read(store.reads()::anyExpired)) {
			written(store.writes()::forgetExpired);
		}
	}

	/** What the index holds, when it is open. */
	Optional<StatsResult.Vectors> vectors() {
		return this.opening.indexNow().flatMap(VectorSearch::held);
	}

	/** What finds entries by their embeddings, when it is open. */
	Optional<String> index() {
		return this.opening.indexNow().map(VectorSearch::name);
	}

	/** What makes the embeddings. */
	EmbeddingModel model() {
		return this.embedder.model();
	}

	/**
	 * What embeddings are made in.
	 * @throws ProblemException when a server has the model and did not answer yet
	 */
	Space space() {
		return this.embedder.spaceOnBoard().orElseGet(() -> {
			this.opening.index();
			return this.embedder.space();
		});
	}

	/** Entries by namespace, and how many of all are to be embedded again. */
	Counts counts() {
		MemoryStore store = this.opening.store();
		return MemoryThreads.answer(() -> {
			forgetExpired(store);
			return read(() -> new Counts(store.reads().counts(), this.opening.pending()));
		});
	}

	private <T> T read(Callable<T> question) throws ExecutionException, InterruptedException {
		return this.threads.read(question);
	}

	private <T> T written(Callable<T> change) throws ExecutionException, InterruptedException {
		return this.threads.write(() -> {
			T result = change.call();
			this.opening.indexNow().ifPresent(MemoryEngine::follow);
			return result;
		});
	}

	/** Queries would do it too; doing it now keeps them quick. */
	private static void follow(VectorSearch index) {
		try {
			index.follow();
		}
		catch (SQLException | RuntimeException ex) {
			log.warn("The index did not take in a change that the store has; the next query tries again", ex);
		}
	}

	/** Waits for what is under way. */
	@Override
	public void close() {
		this.threads.close();
	}

	/** An entry with what it said before, the last version first. */
	record Versions(Entry present, List<EntryReads.Superseded> before) {
	}

	/**
	 * What there is.
	 *
	 * @param namespaces entries by namespace
	 * @param pending entries of all namespaces that another model embedded
	 */
	record Counts(Map<String, Long> namespaces, long pending) {
	}

}
