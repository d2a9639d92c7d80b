package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Journal;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.tool.ToolResult;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The journal of one run, and the only writer of it while its lease is held. Events are
 * numbered, added to the file, then told to the listeners, in the same order for all.
 */
public final class RunJournal implements Journal, AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(RunJournal.class);

	private final RunId id;

	private final boolean goesOn;

	private final Lease lease;

	private final JournalFile file;

	private final Payloads payloads;

	private final CheckpointLog checkpoints;

	private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();

	/** What was heard since the last checkpoint, in an earlier life. */
	private final Map<Integer, ModelAnswer> answers = new ConcurrentHashMap<>();

	private final Map<String, ToolResult> results = new ConcurrentHashMap<>();

	private final List<String> subRuns = new CopyOnWriteArrayList<>();

	private long seq;

	private Duration driven = Duration.ZERO;

	/** Messages of the first checkpoint: what the run began with. */
	private int begunWith;

	private RunJournal(RunId id, Path folder, Lease lease, JournalFile file, boolean goesOn) {
		this.id = id;
		this.goesOn = goesOn;
		this.lease = lease;
		this.file = file;
		this.payloads = JournalLines.payloads(folder);
		this.checkpoints = new CheckpointLog(id, this, () -> JournalLines.read(folder).checkpoints());
	}

	/** The journal of a new run. */
	static RunJournal create(RunId id, Path folder, Lease lease) throws IOException {
		JournalFile file = JournalFile.open(folder, Seal.FIRST, 0);
		try {
			file.add(JournalLines.header(id));
			return new RunJournal(id, folder, lease, file, false);
		}
		catch (RuntimeException ex) {
			file.close();
			throw ex;
		}
	}

	/**
	 * The journal of a run that goes on. What a dying process left unfinished at its end
	 * is cut off.
	 * @throws CorruptJournalException when it is damaged
	 */
	static RunJournal reopen(RunId id, Path folder, Lease lease) throws IOException {
		JournalLines lines = JournalLines.read(folder);
		JournalContents contents = lines.contents();
		if (contents.torn() > 0) {
			log.warn("{}: cut off {} bytes behind line {}, which a dying process left unfinished",
					folder.resolve(JournalLines.FILE), contents.torn(), contents.lines().size());
		}
		JournalFile file = JournalFile.open(folder, contents.lastHash(), contents.length());
		RunJournal journal = new RunJournal(id, folder, lease, file, true);
		journal.seq = lines.events().isEmpty() ? 0 : lines.events().getLast().seq();
		journal.driven = Driven.in(lines.events());
		lines.events().forEach((event) -> journal.noteSubRun(event.event()));
		journal.begunWith = journal.checkpoints.goOnAfter(lines.checkpoints());
		journal.answers.putAll(lines.answersSinceCheckpoint());
		journal.results.putAll(lines.resultsSinceCheckpoint());
		return journal;
	}

	/** Whether it had events when it was opened. */
	boolean goesOn() {
		return this.goesOn;
	}

	/** How long earlier lives of the run drove it. */
	Duration driven() {
		return this.driven;
	}

	/** The runs that were started as parts of this one, also in earlier lives. */
	List<String> subRuns() {
		return List.copyOf(this.subRuns);
	}

	private void noteSubRun(AgentEvent event) {
		if (event instanceof AgentEvent.SubRunStarted started) {
			this.subRuns.add(started.id());
		}
	}

	/** How many messages the run began with; 0 before its first checkpoint. */
	int begunWith() {
		return this.begunWith;
	}

	Optional<AppState> newestState() {
		return this.checkpoints.newest().map((checkpoint) -> AppState.of(checkpoint.getState()));
	}

	void listen(Consumer<RunEvent> listener) {
		this.listeners.add(listener);
	}

	void unlisten(Consumer<RunEvent> listener) {
		this.listeners.remove(listener);
	}

	@Override
	public synchronized void happened(AgentEvent event) {
		RunEvent next = new RunEvent(this.seq + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS), this.id.value(),
				event);
		this.file.add(this.payloads.moveOut(next.toTree()).toString());
		this.seq++;
		noteSubRun(event);
		for (Consumer<RunEvent> listener : this.listeners) {
			listener.accept(next);
		}
	}

	@Override
	public void answered(int step, ModelAnswer answer) {
		add(JournalLines.answer(step, answer));
	}

	/** Adds a line about checkpoints; once it is on disk, what led to it is settled. */
	void checkpointed(ObjectNode line) {
		add(line);
		this.file.force();
		this.answers.clear();
		this.results.clear();
	}

	private void add(ObjectNode line) {
		this.file.add(this.payloads.moveOut(line).toString());
	}

	@Override
	public void force() {
		this.file.force();
	}

	@Override
	public Optional<ModelAnswer> answer(int step) {
		return Optional.ofNullable(this.answers.get(step));
	}

	@Override
	public Optional<ToolResult> result(int step, int call) {
		return Optional.ofNullable(this.results.get(step + "/" + call));
	}

	@Override
	public BaseCheckpointSaver checkpoints() {
		return this.checkpoints;
	}

	/** Waits for the disk and gives the lease back. */
	@Override
	public void close() {
		try (this.lease; this.file) {
			this.file.force();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the journal of " + this.id + " cannot be closed", ex);
		}
	}

}
