package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import dev.aura.bus.memory.CrashingMemory.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills a process that adds, deletes and queries on four threads, again and again on the
 * same store. {@code -Daura.crash.rounds=200} makes it thorough.
 */
class MemoryCrashTest {

	private static final int ROUNDS = Integer.getInteger("aura.crash.rounds", 4);

	private final Random random = new Random();

	private final Set<Long> added = new HashSet<>();

	private final Set<Long> deleting = new HashSet<>();

	private final Set<Long> deleted = new HashSet<>();

	@TempDir
	private Path directory;

	@TempDir
	private Path words;

	@Test
	void losesNothingThatWasAnsweredWhenItIsKilled() throws Exception {
		boolean fromFile = false;
		for (int round = 0; round < ROUNDS; round++) {
			killedMidway(round);
			try (MemoryStore store = CrashingMemory.store(this.directory)) {
				Set<Long> kept = checkEntries(store, round);
				fromFile |= checkIndex(store, kept, round);
			}
		}
		assertThat(this.added).as("answered additions").hasSizeGreaterThan(10 * ROUNDS);
		assertThat(this.deleted).as("answered deletions").hasSizeGreaterThan(ROUNDS);
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files.map((file) -> file.getFileName().toString())).as("nothing is left of unfinished files")
				.noneMatch((name) -> name.startsWith("index.cache."));
		}
		assertThat(fromFile).as("an index was read from its file").isTrue();
	}

	private void killedMidway(int round) throws IOException, InterruptedException {
		Path says = this.words.resolve("round-" + round);
		Process process = CrashingMemory.start(this.directory, round, says);
		while (process.isAlive() && Files.size(says) == 0) {
			Thread.sleep(5);
		}
		Thread.sleep(this.random.nextInt(600));
		assertThat(process.isAlive()).as("the process works until it is killed; its last words are above").isTrue();
		process.destroyForcibly().waitFor();
		Files.readAllLines(says).forEach(this::note);
	}

	private void note(String line) {
		String[] words = line.split(" ");
		if (!line.endsWith(".")) {
			return;
		}
		List<Long> ids = new ArrayList<>();
		for (int i = 1; i < words.length - 1; i++) {
			ids.add(Long.parseLong(words[i]));
		}
		switch (words[0]) {
			case "added" -> this.added.addAll(ids);
			case "deleting" -> this.deleting.addAll(ids);
			case "deleted" -> this.deleted.addAll(ids);
			default -> throw new IllegalStateException(line);
		}
	}

	/** What was answered is there or gone, and no text is there in part. */
	private Set<Long> checkEntries(MemoryStore store, int round) throws Exception {
		List<Row> rows = CrashingMemory.rows(store);
		Set<Long> kept = new HashSet<>(rows.stream().map(Row::id).toList());
		Set<Long> due = new HashSet<>(this.added);
		due.removeAll(this.deleting);
		assertThat(kept).as("round %d", round).containsAll(due).noneMatch(this.deleted::contains);
		for (Row row : rows) {
			// The first of its text has no document; each tells how many there are.
			long first = (row.document() != null) ? row.document() : row.id();
			long together = rows.stream()
				.filter((each) -> each.id() == first || Long.valueOf(first).equals(each.document()))
				.count();
			boolean touched = rows.stream().noneMatch((each) -> each.id() == first) || together < row.of();
			if (touched) {
				Set<Long> missing = new HashSet<>();
				for (long id = first; id < first + row.of(); id++) {
					missing.add(id);
				}
				missing.removeAll(kept);
				assertThat(this.deleting).as("round %d: missing beside %d", round, row.id()).containsAll(missing);
			}
		}
		return kept;
	}

	/** Whether it came from a file; the answers are those of a fresh index either way. */
	private boolean checkIndex(MemoryStore store, Set<Long> kept, int round) throws Exception {
		boolean file = CrashingMemory.cache(this.directory, store).read().map((contents) -> {
			contents.indexes().values().forEach((index) -> index.close());
			return true;
		}).orElse(false);
		try (VectorIndex index = CrashingMemory.index(this.directory, store);
				VectorIndex fresh = CrashingMemory.index(this.directory.resolve("nowhere"), store)) {
			assertThat(index.total()).as("round %d", round).isEqualTo(kept.size());
			for (int i = 0; i < 10; i++) {
				float[] query = CrashingMemory.vector(this.random);
				assertThat(index.search("crash", query, kept.size() + 1, null)).as("round %d", round)
					.containsExactlyElementsOf(fresh.search("crash", query, kept.size() + 1, null))
					.hasSize(kept.size());
			}
		}
		return file;
	}

}
