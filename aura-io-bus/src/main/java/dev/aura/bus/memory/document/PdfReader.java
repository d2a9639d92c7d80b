package dev.aura.bus.memory.document;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PDF as the text of its pages. Reading one can take any time and memory when it was
 * made to, so a process of its own does it, which has a small heap and is ended at a
 * deadline.
 */
final class PdfReader {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final String HEAP = "-Xmx384m";

	private PdfReader() {
	}

	static List<Section> read(byte[] content) throws UnreadableException {
		try {
			return read(content, DEADLINE);
		}
		catch (IOException ex) {
			throw new UnreadableException("no process could be started to read it", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UnreadableException("reading it was interrupted", ex);
		}
	}

	private static List<Section> read(byte[] content, Duration deadline)
			throws IOException, InterruptedException, UnreadableException {
		Process process = start(deadline);
		try {
			CompletableFuture<List<Section>> sections = CompletableFuture.supplyAsync(() -> sections(process),
					(task) -> Thread.ofPlatform().daemon().name("memory-pdf-output").start(task));
			try (OutputStream stdin = process.getOutputStream()) {
				stdin.write(content);
			}
			catch (IOException ex) {
				// It ended before it had read everything: its answer says why.
			}
			return sections.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new UnreadableException("reading it takes longer than " + deadline.toSeconds() + " s", ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof PagesException pages)
					? new UnreadableException(String.valueOf(pages.getMessage()), ex)
					: new UnreadableException("it cannot be read within the memory allowed, or is damaged", ex);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static Process start(Duration deadline) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-cp",
				System.getProperty("java.class.path"), PdfPages.class.getName(), Long.toString(deadline.toSeconds()))
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		// Nothing of the bus's settings is its business.
		builder.environment().clear();
		return builder.start();
	}

	private static List<Section> sections(Process process) {
		List<Section> sections = new ArrayList<>();
		int position = 0;
		try (DataInputStream pages = new DataInputStream(process.getInputStream())) {
			for (int page = pages.readInt(); page > 0; page = pages.readInt()) {
				int length = pages.readInt();
				if (length < 0 || length > 4L * Documents.MAX_TEXT) {
					throw new PagesException("a page of it is too large");
				}
				String text = Text.storable(new String(pages.readNBytes(length), StandardCharsets.UTF_8));
				if (position + text.length() > Documents.MAX_TEXT) {
					throw new PagesException("it has more than " + Documents.MAX_TEXT + " characters");
				}
				sections.add(new Section(Section.Kind.PROSE, null, position, text, page));
				position += text.length();
			}
			String failure = pages.readUTF();
			if (!failure.isEmpty()) {
				throw new PagesException(failure);
			}
			return sections;
		}
		catch (IOException | UnreadableException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What the process said of the file. */
	private static final class PagesException extends RuntimeException {

		PagesException(String message) {
			super(message);
		}

	}

}
