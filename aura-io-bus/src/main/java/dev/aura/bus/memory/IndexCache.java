package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.aura.bus.memory.IndexFeed.Marks;
import dev.aura.faiss.FaissException;
import dev.aura.faiss.FaissIndex;
import dev.aura.faiss.IndexFile;
import dev.aura.faiss.IndexSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that spares a start from reading all embeddings out of the store. It may be
 * deleted at any time, though not written to while it is in use, and what it holds is
 * believed only when its checksum is right and it was written for this very store and
 * space.
 */
final class IndexCache {

	private static final Logger log = LoggerFactory.getLogger(IndexCache.class);

	private static final int FORMAT = 3;

	private static final String NAME = "index.cache";

	private static final String DRAFT = NAME + ".";

	private final Path directory;

	private final Path file;

	private final String key;

	/**
	 * A cache in a folder.
	 * @param store tells one store from all others
	 * @param space of the embeddings
	 */
	IndexCache(Path directory, String store, Space space) {
		this.directory = directory;
		this.file = directory.resolve(NAME);
		this.key = "%d %s %s".formatted(FORMAT, store, space);
	}

	/** What the file holds, if there is one and it fits. */
	Optional<Contents> read() {
		forgetDrafts();
		if (!Files.exists(this.file)) {
			return Optional.empty();
		}
		Map<String, FaissIndex> indexes = new HashMap<>();
		try (IndexFile source = IndexFile.open(this.file)) {
			if (!this.key.equals(text(source))) {
				log.info("Memory index: the file is of another version, store or model and is not used");
				return Optional.empty();
			}
			Marks marks = new Marks(Long.parseLong(text(source)), Long.parseLong(text(source)));
			for (int left = Integer.parseInt(text(source)); left > 0; left--) {
				indexes.put(text(source), FaissIndex.read(source));
			}
			source.finish();
			return Optional.of(new Contents(marks, indexes));
		}
		catch (FaissException | IllegalArgumentException ex) {
			log.warn("Memory index: the file is not used, the index is built anew from the store: {}", ex.getMessage());
			indexes.values().forEach(FaissIndex::close);
			return Optional.empty();
		}
	}

	/**
	 * Puts a file in place of the last one, whole or not at all.
	 * @param marks what the snapshots have taken in
	 */
	void write(Marks marks, Map<String, IndexSnapshot> snapshots) throws IOException {
		// Of this process alone: several can share a home.
		Path draft = this.directory.resolve(DRAFT + ProcessHandle.current().pid());
		try {
			try (IndexFile target = IndexFile.create(draft)) {
				write(target, this.key);
				write(target, Long.toString(marks.entry()));
				write(target, Long.toString(marks.removal()));
				write(target, Integer.toString(snapshots.size()));
				snapshots.forEach((namespace, snapshot) -> {
					write(target, namespace);
					snapshot.write(target);
				});
				target.finish();
			}
			Files.move(draft, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	/** Deletes a file that turned out to be damaged. */
	void discard() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			log.warn("Memory index: its damaged file cannot be deleted", ex);
		}
	}

	/** Deletes what processes left that were killed while they wrote. */
	private void forgetDrafts() {
		try (DirectoryStream<Path> drafts = Files.newDirectoryStream(this.directory, DRAFT + "*")) {
			for (Path draft : drafts) {
				long pid = Long.parseLong(String.valueOf(draft.getFileName()).substring(DRAFT.length()));
				if (ProcessHandle.of(pid).isEmpty()) {
					Files.deleteIfExists(draft);
				}
			}
		}
		catch (IOException | NumberFormatException ex) {
			log.debug("Memory index: not all drafts of its file could be deleted", ex);
		}
	}

	private static String text(IndexFile source) {
		return new String(source.read(), StandardCharsets.UTF_8);
	}

	private static void write(IndexFile target, String text) {
		target.write(text.getBytes(StandardCharsets.UTF_8));
	}

	/** What a file held: some indexes and how far they follow the store. */
	record Contents(Marks marks, Map<String, FaissIndex> indexes) {
	}

}
