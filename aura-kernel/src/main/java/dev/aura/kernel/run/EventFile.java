package dev.aura.kernel.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import tools.jackson.core.JacksonException;

/**
 * The events of one run, a line each. A line that a dying process did not finish is no
 * event.
 *
 * @param path of the file
 */
record EventFile(Path path) {

	/** All events after a sequence number. */
	List<RunEvent> after(long seq) throws IOException {
		List<RunEvent> events = new ArrayList<>();
		try (BufferedReader reader = Files.newBufferedReader(this.path)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				parse(line).filter((event) -> event.seq() > seq).ifPresent(events::add);
			}
		}
		return events;
	}

	Optional<RunEvent> first() throws IOException {
		try (BufferedReader reader = Files.newBufferedReader(this.path)) {
			return Optional.ofNullable(reader.readLine()).flatMap(EventFile::parse);
		}
	}

	/** The last event, read from the end since the file can be long. */
	Optional<RunEvent> last() throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.path.toFile(), "r")) {
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

	private static Optional<RunEvent> lastIn(String text, boolean whole) {
		List<String> lines = text.lines().toList();
		// The first line of a window is most likely torn.
		for (int i = lines.size() - 1; i >= (whole ? 0 : 1); i--) {
			Optional<RunEvent> event = parse(lines.get(i));
			if (event.isPresent()) {
				return event;
			}
		}
		return Optional.empty();
	}

	private static Optional<RunEvent> parse(String line) {
		try {
			return Optional.of(RunEvent.fromJson(line));
		}
		catch (JacksonException | DateTimeException ex) {
			return Optional.empty();
		}
	}

}
