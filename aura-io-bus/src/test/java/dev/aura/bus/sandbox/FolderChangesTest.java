package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes into a folder is noticed; what is in it already costs nothing. */
class FolderChangesTest {

	/** Longer than that of any file system here. */
	private static final Duration TICK = Duration.ofMillis(50);

	private static final int MOST = 10;

	@TempDir
	private Path directory;

	private Path folder;

	private FolderChanges changes;

	@BeforeEach
	void fill() throws Exception {
		this.folder = Files.createDirectories(this.directory.toRealPath().resolve("workspace"));
		Files.createDirectories(this.folder.resolve("a/b"));
		this.changes = new FolderChanges(this.folder, TICK, MOST);
		waitOutTheTick();
	}

	private static void waitOutTheTick() throws InterruptedException {
		Thread.sleep(TICK.plusMillis(10));
	}

	/** From now on only what comes anew is noticed. */
	private void settle() throws InterruptedException {
		waitOutTheTick();
		this.changes.any();
		assertThat(this.changes.any()).isFalse();
	}

	@Test
	void saysAtFirstThatSomethingCame() {
		assertThat(this.changes.any()).isTrue();
		assertThat(this.changes.any()).isFalse();
	}

	@Test
	void noticesAFileThatCameIntoAnyFolder() throws Exception {
		settle();

		Files.createFile(this.folder.resolve("a/b/file"));

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void noticesAFileThoughTheTimeOfItsFolderWasSetBack() throws Exception {
		Path below = this.folder.resolve("a/b");
		FileTime before = Files.getLastModifiedTime(below);
		settle();

		Files.createFile(below.resolve("file"));
		Files.setLastModifiedTime(below, before);

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void noticesAFileInAFolderThatWasMovedToWhereItIs() throws Exception {
		Path moved = Files.createDirectories(this.directory.toRealPath().resolve("elsewhere/below"));
		settle();
		Files.move(moved, this.folder.resolve("a/moved"));
		assertThat(this.changes.any()).isTrue();
		settle();

		Files.createFile(this.folder.resolve("a/moved/file"));

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void looksAgainWhileTimeMayHaveStoodStill() throws IOException {
		FolderChanges slow = new FolderChanges(this.folder, Duration.ofMinutes(1), MOST);

		assertThat(slow.any()).isTrue();
		assertThat(slow.any()).isTrue();
	}

	@Test
	void forgetsAFolderThatIsGone() throws Exception {
		settle();

		Files.delete(this.folder.resolve("a/b"));

		assertThat(this.changes.any()).isTrue();
		settle();
	}

	@Test
	void saysYesWhereThereAreMoreFoldersThanItRemembers() throws Exception {
		for (int i = 0; i < MOST; i++) {
			Files.createDirectory(this.folder.resolve("a/" + i));
		}
		waitOutTheTick();

		assertThat(this.changes.any()).isTrue();
		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void remembersAsManyFoldersAsItMay() throws Exception {
		for (int i = 3; i < MOST; i++) {
			Files.createDirectory(this.folder.resolve("a/" + i));
		}
		settle();

		Files.createFile(this.folder.resolve("a/3/file"));

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void neverLooksThroughALink() throws Exception {
		Path outside = Files.createDirectories(this.directory.resolve("outside"));
		Files.createSymbolicLink(this.folder.resolve("link"), outside);
		settle();

		Files.createFile(outside.resolve("file"));

		assertThat(this.changes.any()).isFalse();
	}

	@Test
	void saysSoWhenTheFolderItselfIsGone() throws IOException {
		Path gone = Files.createDirectories(this.directory.toRealPath().resolve("gone"));
		FolderChanges none = new FolderChanges(gone);
		none.any();
		Files.delete(gone);

		assertThat(none.any()).isTrue();
		assertThat(none.any()).isTrue();
	}

}
