package dev.aura.kernel.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of one run, for readers. They are lines of its journal; runs of earlier
 * versions have a file of events alone. A line that a dying process did not finish is no
 * event.
 *
 * @param folder of the run
 */
record EventFile(Path folder) {

	/** What earlier versions wrote, without hashes. */
	private static final String EARLIER = "events.jsonl";

	private static final JsonMapper json = JsonMapper.builder().build();

	private Path path() {
		Path journal = this.folder.resolve(JournalLines.FILE);
		return new Packed(journal).exists() ? journal : this.folder.resolve(EARLIER);
	}

	/** Whether there is a file at all. */
	boolean exists() {
		return new Packed(path()).exists();
	}

	/** Whether the run was recorded by an earlier version, which kept no journal. */
	boolean isEarlier() {
		return exists() && path().endsWith(EARLIER);
	}

	/**
	 * All events after a sequence number.
	 * @throws CorruptJournalException when the journal is damaged
	 */
	List<RunEvent> after(long seq) throws IOException {
		return isEarlier() ? earlier(seq)
				: JournalContents.read(path())
					.lines()
					.stream()
					.flatMap((line) -> parse(line).stream())
					.filter((event) -> event.seq() > seq)
					.toList();
	}

	private List<RunEvent> earlier(long seq) throws IOException {
		List<RunEvent> events = new ArrayList<>();
		try (BufferedReader reader = Files.newBufferedReader(path())) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				parse(line).filter((event) -> event.seq() > seq).ifPresent(events::add);
			}
		}
		return events;
	}

	Optional<RunEvent> first() throws IOException {
		return beginning(1).stream().findFirst();
	}

	/** The first events, without reading the rest. */
	List<RunEvent> beginning(int most) throws IOException {
		List<RunEvent> events = new ArrayList<>();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(new Packed(path()).open(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null && events.size() < most; line = reader.readLine()) {
				parse(line).ifPresent(events::add);
			}
		}
		return events;
	}

	/**
	 * The last event that says how far the run has come, read from the end since the file
	 * can be long.
	 */
	Optional<RunEvent> last() throws IOException {
		if (new Packed(path()).isPacked()) {
			return lastIn(new String(new Packed(path()).readAllBytes(), StandardCharsets.UTF_8), true);
		}
		try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "r")) {
			long length = file.length();
			for (long window = 16 * 1024;; window *= 4) {
				long start = Math.max(0, length - window);
				byte[] bytes = new byte[Math.toIntExact(length - start)];
				file.seek(start);
				file.readFully(bytes);
				Optional<RunEvent> last = lastIn(new String(bytes, StandardCharsets.UTF_8), start == 0);
				if (last.isPresent() || start == 0) {
					return last;
				}
			}
		}
	}

	private Optional<RunEvent> lastIn(String text, boolean whole) {
		List<String> lines = text.lines().toList();
		// The first line of a window is most likely torn.
		for (int i = lines.size() - 1; i >= (whole ? 0 : 1); i--) {
			Optional<RunEvent> event = parse(lines.get(i)).filter((parsed) -> !parsed.isAside());
			if (event.isPresent()) {
				return event;
			}
		}
		return Optional.empty();
	}

	/** The event of a line; lines that are none do not begin with a number. */
	private Optional<RunEvent> parse(String line) {
		if (!line.startsWith("{\"seq\":")) {
			return Optional.empty();
		}
		try {
			return Optional.of(RunEvent.fromTree(JournalLines.payloads(this.folder).moveIn(json.readTree(line))));
		}
		catch (JacksonException | DateTimeException ex) {
			return Optional.empty();
		}
	}

}
