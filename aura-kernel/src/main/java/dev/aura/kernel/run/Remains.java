package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.aura.kernel.agent.AgentEvent;

/**
 * What is left of a run that nobody carries.
 *
 * @param over whether it cannot go on
 * @param status how far it had come
 * @param ended when something happened in it last
 */
record Remains(RunId id, Path folder, boolean over, String status, Instant ended) {

	/** Among so many events is what its submitter wanted. */
	private static final int BEGINNING = 3;

	private static final Pattern PAYLOAD = Pattern.compile("\"payload\":\"([0-9a-f]{64})\"");

	static Remains of(RunId id, Path folder) throws IOException {
		EventFile file = new EventFile(folder);
		Instant changed = Files.getLastModifiedTime(folder).toInstant();
		Optional<RunEvent> last;
		try {
			last = file.exists() ? file.last() : Optional.empty();
		}
		catch (CorruptJournalException | UncheckedIOException ex) {
			// Whether it can be saved is for a person to say.
			return new Remains(id, folder, false, RunStatus.DAMAGED.text(), changed);
		}
		if (last.isEmpty()) {
			// It was cut off before its task was on disk.
			return new Remains(id, folder, true, "never begun", changed);
		}
		RunStatus status = last.get().status();
		return new Remains(id, folder, status == RunStatus.ANSWERED || file.isEarlier(),
				(status.underWay() ? RunStatus.INTERRUPTED : status).text(), last.get().time());
	}

	/** The run that it is a part of, said when it began; nothing when that is damaged. */
	Optional<RunId> parent() throws IOException {
		EventFile file = new EventFile(this.folder);
		try {
			List<AgentEvent> beginning = file.exists()
					? file.beginning(BEGINNING).stream().map(RunEvent::event).toList() : List.of();
			return Optional.ofNullable(AgentEvent.Configured.last(beginning).parent()).flatMap(RunId::of);
		}
		catch (CorruptJournalException | UncheckedIOException ex) {
			return Optional.empty();
		}
	}

	Retention.Done done(Retention.Action action, long bytes) {
		return new Retention.Done(this.id.value(), action, this.status, this.ended, bytes);
	}

	/** Bytes of all its files. */
	long size() throws IOException {
		try (Stream<Path> files = Files.walk(this.folder)) {
			return sum(files.filter(Files::isRegularFile).toList());
		}
	}

	private static long sum(List<Path> files) throws IOException {
		long bytes = 0;
		for (Path file : files) {
			bytes += Files.size(file);
		}
		return bytes;
	}

	/** Only what is over is compressed: a journal that goes on is added to. */
	boolean compactable() {
		return this.over && Files.exists(this.folder.resolve(JournalLines.FILE)) && isWhole();
	}

	private boolean isWhole() {
		try {
			return JournalContents.read(this.folder.resolve(JournalLines.FILE)).torn() == 0;
		}
		catch (CorruptJournalException | IOException ex) {
			// It is left as it is.
			return false;
		}
	}

	void compact() throws IOException {
		for (Path payload : payloads()) {
			if (!payload.toString().endsWith(Packed.ENDING)) {
				new Packed(payload).pack();
			}
		}
		new Packed(this.folder.resolve(JournalLines.FILE)).pack();
	}

	/** Bytes of the files that its journal does not name. */
	long unnamedBytes() throws IOException {
		return sum(unnamed());
	}

	void deleteUnnamed() throws IOException {
		for (Path file : unnamed()) {
			Files.delete(file);
		}
	}

	/**
	 * Left by a process that died before the line was on disk; none when that is damaged.
	 */
	private List<Path> unnamed() throws IOException {
		List<Path> payloads = payloads();
		if (payloads.isEmpty()) {
			return List.of();
		}
		try {
			Set<String> named = new HashSet<>();
			JournalContents.read(this.folder.resolve(JournalLines.FILE))
				.lines()
				.forEach((line) -> PAYLOAD.matcher(line).results().forEach((match) -> named.add(match.group(1))));
			return payloads.stream().filter((file) -> !named.contains(Packed.name(file))).toList();
		}
		catch (CorruptJournalException ex) {
			return List.of();
		}
	}

	private List<Path> payloads() throws IOException {
		Path payloads = JournalLines.payloads(this.folder).folder();
		if (!Files.isDirectory(payloads)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(payloads)) {
			return files.toList();
		}
	}

}
