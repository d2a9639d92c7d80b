package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes into a folder is noticed; what is in it already costs nothing. */
class FolderChangesTest {

	@TempDir
	private Path directory;

	private Path folder;

	private FolderChanges changes;

	@BeforeEach
	void fill() throws IOException {
		this.folder = Files.createDirectories(this.directory.toRealPath().resolve("workspace"));
		Files.createDirectories(this.folder.resolve("a/b"));
		this.changes = new FolderChanges(this.folder);
		for (Path path : new Path[] { this.folder, this.folder.resolve("a"), this.folder.resolve("a/b") }) {
			old(path);
		}
	}

	@Test
	void saysAtFirstThatSomethingCame() {
		assertThat(this.changes.any()).isTrue();
		assertThat(this.changes.any()).isFalse();
	}

	@Test
	void noticesAFileThatCameIntoAnyFolder() throws IOException {
		this.changes.any();

		Files.createFile(this.folder.resolve("a/b/file"));

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void noticesAFileInAFolderThatWasMovedToWhereItIs() throws IOException {
		Path moved = Files.createDirectories(this.directory.toRealPath().resolve("elsewhere/below"));
		this.changes.any();
		old(Files.move(moved, this.folder.resolve("a/moved")));
		assertThat(this.changes.any()).isTrue();
		old(this.folder.resolve("a"));
		this.changes.any();
		assertThat(this.changes.any()).isFalse();

		Files.createFile(this.folder.resolve("a/moved/file"));

		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void looksAgainWhileTimeMayHaveStoodStill() throws IOException {
		this.changes.any();
		Files.createFile(this.folder.resolve("file"));

		assertThat(this.changes.any()).isTrue();
		assertThat(this.changes.any()).isTrue();
	}

	@Test
	void forgetsAFolderThatIsGone() throws IOException {
		this.changes.any();
		Files.delete(this.folder.resolve("a/b"));
		assertThat(this.changes.any()).isTrue();
		old(this.folder.resolve("a"));
		this.changes.any();

		assertThat(this.changes.any()).isFalse();
	}

	@Test
	void neverLooksThroughALink() throws IOException {
		Path outside = Files.createDirectories(this.directory.resolve("outside"));
		Files.createSymbolicLink(this.folder.resolve("link"), outside);
		old(this.folder);
		this.changes.any();

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

	private static void old(Path path) throws IOException {
		Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
	}

}
