package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.aura.kernel.agent.AgentEvent;

/**
 * The runs of this home, each a folder {@code runs/RUN} with its {@code events.jsonl} and
 * a {@code lock} that its process holds while it lives.
 */
public final class RunStore {

	private final Path folder;

	/**
	 * The store of a home.
	 * @param home {@code AURA_HOME}; made with the first run
	 */
	public RunStore(Path home) {
		this.folder = home.resolve("runs");
	}

	/** A new run, not started yet. */
	public Run create(String task) {
		try {
			Files.createDirectories(this.folder);
			while (true) {
				RunId id = RunId.next();
				try {
					Files.createDirectory(path(id));
					return new Run(id, task, RunLog.open(id, path(id)));
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

	/** All runs, newest first. */
	public List<RunSummary> list() {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((path) -> RunId.of(path.getFileName().toString()))
				.flatMap(Optional::stream)
				.sorted(Comparator.reverseOrder())
				.map(this::summary)
				.flatMap(Optional::stream)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the folder of runs cannot be read: " + this.folder, ex);
		}
	}

	/** One run, if there is such a one. */
	public Optional<RunSummary> summary(RunId id) {
		EventFile file = file(id);
		try {
			Optional<RunEvent> first = file.first();
			Optional<RunEvent> last = file.last();
			if (first.isEmpty() || last.isEmpty() || !(first.get().event() instanceof AgentEvent.RunStarted started)) {
				return Optional.empty();
			}
			return Optional
				.of(new RunSummary(id.value(), first.get().time(), status(id, last.get().status()), started.task()));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/** The events of a run after a sequence number; none when there is no such run. */
	public List<RunEvent> events(RunId id, long after) {
		try {
			return Files.exists(file(id).path()) ? file(id).after(after) : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the events of " + id + " cannot be read", ex);
		}
	}

	/** A run that says it is under way, but whose process is gone, was interrupted. */
	private RunStatus status(RunId id, RunStatus written) throws IOException {
		return (written.ended() || isAlive(id)) ? written : RunStatus.INTERRUPTED;
	}

	private boolean isAlive(RunId id) throws IOException {
		Path lock = path(id).resolve(RunLog.LOCK);
		if (!Files.exists(lock)) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
				FileLock mine = channel.tryLock()) {
			return mine == null;
		}
		catch (OverlappingFileLockException ex) {
			return true;
		}
	}

	private Path path(RunId id) {
		return this.folder.resolve(id.value());
	}

	private EventFile file(RunId id) {
		return new EventFile(path(id).resolve(RunLog.EVENTS));
	}

}
