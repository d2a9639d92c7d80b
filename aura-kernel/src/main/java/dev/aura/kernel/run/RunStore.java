package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;

/**
 * The runs of this home, each a folder {@code runs/RUN} with its {@code journal.jsonl},
 * its {@code payloads} and a {@code lock} that its process holds while it lives.
 */
public final class RunStore {

	private final Path folder;

	/** Who follows runs, each through all its lives in this process. */
	private final Map<RunId, List<Consumer<RunEvent>>> followers = new ConcurrentHashMap<>();

	/**
	 * The store of a home.
	 * @param home {@code AURA_HOME}; made with the first run
	 */
	public RunStore(Path home) {
		this.folder = home.toAbsolutePath().normalize().resolve("runs");
	}

	/** A new run, not started yet. */
	public Run create(String task) {
		try {
			Files.createDirectories(this.folder);
			while (true) {
				RunId id = RunId.next();
				try {
					Files.createDirectory(path(id));
					JournalFile.forceFolder(this.folder);
					return create(id, task, lease(id));
				}
				catch (FileAlreadyExistsException ex) {
					// Another run has this name: take the next.
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the folder of runs cannot be written: " + this.folder, ex);
		}
	}

	private Run create(RunId id, String task, Lease lease) throws IOException {
		try {
			return told(new Run(id, task, RunJournal.create(id, path(id), lease)));
		}
		catch (RuntimeException | IOException ex) {
			lease.close();
			throw ex;
		}
	}

	private Lease lease(RunId id) throws IOException {
		return Lease.take(path(id)).orElseThrow(() -> new RunInUseException(id, Lease.holder(path(id))));
	}

	/**
	 * Takes a run over that was cut off, stopped, or paused, or that failed: everything
	 * but one that was answered.
	 * @throws NotResumableException when it was answered, or kept no journal
	 * @throws RunInUseException while another process carries it, or this one
	 * @throws CorruptJournalException when its journal is damaged
	 */
	public Run reopen(RunId id) {
		if (file(id).isEarlier()) {
			throw new NotResumableException(id, "was recorded by an earlier version, which kept no journal");
		}
		try {
			Lease lease = lease(id);
			try {
				return reopen(id, lease);
			}
			catch (RuntimeException | IOException ex) {
				lease.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("run " + id + " cannot be resumed: " + ex.getMessage(), ex);
		}
	}

	private Run reopen(RunId id, Lease lease) throws IOException {
		List<RunEvent> events = events(id, 0);
		if (events.isEmpty() || !(events.getFirst().event() instanceof AgentEvent.RunStarted started)) {
			throw new NotResumableException(id, "was cut off before its task was on disk");
		}
		if (events.getLast().event() instanceof AgentEvent.Answered) {
			throw new NotResumableException(id, "is answered");
		}
		return told(new Run(id, started.task(), started.trace(), RunJournal.reopen(id, path(id), lease)));
	}

	private Run told(Run run) {
		run.listen((event) -> this.followers.getOrDefault(run.id(), List.of())
			.forEach((follower) -> follower.accept(event)));
		return run;
	}

	/**
	 * Hears every event of a run from now on, in order, in all lives that it has in this
	 * process.
	 */
	public void follow(RunId id, Consumer<RunEvent> follower) {
		this.followers.compute(id, (run, others) -> {
			List<Consumer<RunEvent>> all = (others == null) ? new CopyOnWriteArrayList<>() : others;
			all.add(follower);
			return all;
		});
	}

	public void unfollow(RunId id, Consumer<RunEvent> follower) {
		this.followers.computeIfPresent(id, (run, others) -> {
			others.remove(follower);
			return others.isEmpty() ? null : others;
		});
	}

	/**
	 * Notes an event of a run that nobody carries; on disk when this returns.
	 * @throws NotResumableException as {@link #reopen}
	 * @throws RunInUseException as {@link #reopen}
	 */
	public void note(RunId id, List<? extends AgentEvent> events) {
		try (Run run = reopen(id)) {
			events.forEach(run::happened);
		}
	}

	/**
	 * Interrupts a run that waits for a person, so that it waits no more.
	 * @return its sub-runs
	 * @throws NotResumableException as {@link #reopen}
	 * @throws RunInUseException as {@link #reopen}
	 */
	public List<RunId> interrupt(RunId id) {
		try (Run run = reopen(id)) {
			List<RunEvent> events = events(id, 0);
			if (events.getLast().status() == RunStatus.WAITING) {
				events.reversed()
					.stream()
					.map(RunEvent::event)
					.filter(AgentEvent.Waiting.class::isInstance)
					.map(AgentEvent.Waiting.class::cast)
					.findFirst()
					.ifPresent((waiting) -> run
						.happened(new AgentEvent.Interrupted(waiting.steps(), waiting.usage(), 0, false)));
			}
			return run.subRuns();
		}
	}

	/**
	 * The runs that were under way when their process died or was stopped, oldest first.
	 */
	public List<RunId> cutOff() {
		return list().reversed()
			.stream()
			.filter((run) -> run.status() != RunStatus.DAMAGED)
			.map((run) -> new RunId(run.id()))
			.filter((id) -> !file(id).isEarlier() && wasUnderWay(id))
			.toList();
	}

	private boolean wasUnderWay(RunId id) {
		try {
			return !Lease.isHeld(path(id)) && file(id).last().filter(RunStore::wasUnderWay).isPresent();
		}
		catch (CorruptJournalException | UncheckedIOException | IOException ex) {
			return false;
		}
	}

	private static boolean wasUnderWay(RunEvent last) {
		return last.status().underWay()
				|| (last.event() instanceof AgentEvent.Interrupted interrupted && interrupted.shutdown());
	}

	/**
	 * Whether a run came to an end of its own, or is gone; not when only its process or
	 * its server did.
	 */
	public boolean isOver(RunId id) {
		try {
			return file(id).last().filter((last) -> last.status().ended() && !wasUnderWay(last)).isPresent();
		}
		catch (NoSuchFileException ex) {
			return true;
		}
		catch (CorruptJournalException | UncheckedIOException | IOException ex) {
			return false;
		}
	}

	/** All runs, newest first. */
	public List<RunSummary> list() {
		return list(null, Integer.MAX_VALUE);
	}

	/**
	 * Some runs, newest first.
	 * @param before older than this one; from the newest when absent
	 */
	public List<RunSummary> list(@Nullable RunId before, int most) {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((path) -> RunId.of(path.getFileName().toString()))
				.flatMap(Optional::stream)
				.filter((id) -> before == null || id.compareTo(before) < 0)
				.sorted(Comparator.reverseOrder())
				.map(this::summary)
				.flatMap(Optional::stream)
				.limit(most)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the folder of runs cannot be read: " + this.folder, ex);
		}
	}

	/**
	 * One run, if there is such a one. Of its journal only the ends are read, so that it
	 * may be damaged elsewhere.
	 */
	public Optional<RunSummary> summary(RunId id) {
		EventFile file = file(id);
		try {
			Optional<RunEvent> first = file.first();
			Optional<RunEvent> last = file.last();
			if (first.isEmpty() || last.isEmpty()) {
				return Optional.empty();
			}
			return Optional.of((first.get().event() instanceof AgentEvent.RunStarted started)
					? new RunSummary(id.value(), first.get().time(), status(id, last.get().status()), started.task())
					: damaged(id));
		}
		catch (NoSuchFileException ex) {
			// It was cut off before its task was on disk.
			return Optional.empty();
		}
		catch (CorruptJournalException | UncheckedIOException | IOException ex) {
			return Optional.of(damaged(id));
		}
	}

	private RunSummary damaged(RunId id) {
		String task = beginning(id, 1).stream()
			.map(RunEvent::event)
			.filter(AgentEvent.RunStarted.class::isInstance)
			.map((started) -> ((AgentEvent.RunStarted) started).task())
			.findFirst()
			.orElse("");
		return new RunSummary(id.value(), id.time(), RunStatus.DAMAGED, task);
	}

	/**
	 * The conversation of a run up to the end of one of its steps, 0 for its beginning;
	 * empty when it did not complete that step, or is gone.
	 * @throws CorruptJournalException when its journal is damaged
	 */
	public Optional<List<ChatMessage>> conversation(RunId id, int step) {
		if (!file(id).exists() || file(id).isEarlier()) {
			return Optional.empty();
		}
		return CheckpointLog.History.of(JournalLines.read(path(id)).checkpoints())
			.checkpoints()
			.reversed()
			.stream()
			.map((checkpoint) -> AppState.of(checkpoint.getState()))
			.filter((state) -> state.step() == step && !state.waitsForTools())
			.map(AppState::messages)
			.findFirst();
	}

	/**
	 * The whole record of a run; nothing when it kept no journal.
	 * @throws CorruptJournalException when its journal is damaged
	 */
	public Optional<Recording> recording(RunId id) {
		return Recording.read(path(id));
	}

	/**
	 * The first events of a run, without reading the rest; none when they are damaged.
	 */
	public List<RunEvent> beginning(RunId id, int most) {
		try {
			return file(id).exists() ? file(id).beginning(most) : List.of();
		}
		catch (CorruptJournalException | UncheckedIOException | IOException ex) {
			return List.of();
		}
	}

	/**
	 * The events of a run after a sequence number; none when there is no such run.
	 * @throws CorruptJournalException when its journal is damaged
	 */
	public List<RunEvent> events(RunId id, long after) {
		try {
			return file(id).exists() ? file(id).after(after) : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the events of " + id + " cannot be read", ex);
		}
	}

	/** A run that says it is under way, but whose process is gone, was interrupted. */
	private RunStatus status(RunId id, RunStatus written) throws IOException {
		return (written.underWay() && !Lease.isHeld(path(id))) ? RunStatus.INTERRUPTED : written;
	}

	private Path path(RunId id) {
		return this.folder.resolve(id.value());
	}

	private EventFile file(RunId id) {
		return new EventFile(path(id));
	}

}
