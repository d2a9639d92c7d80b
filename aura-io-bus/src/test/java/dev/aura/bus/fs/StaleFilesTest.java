package dev.aura.bus.fs;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class StaleFilesTest {

	private static final String NAME = ".aura-0123456789abcdef.tmp";

	@TempDir
	Path directory;

	@Test
	void removesWhatACrashLeft() throws Exception {
		Path deep = Files.createDirectories(this.directory.resolve("a/b"));
		old(Files.writeString(deep.resolve(NAME), "half"));
		old(Files.createDirectory(this.directory.resolve(NAME)));
		Path similar = old(Files.writeString(deep.resolve(".aura-x.tmp"), "mine"));
		new StaleFiles(new Workspace(this.directory, true)).sweep();
		assertThat(deep.resolve(NAME)).doesNotExist();
		assertThat(this.directory.resolve(NAME)).doesNotExist();
		assertThat(similar).exists();
	}

	@Test
	void removesProgramsToo() throws Exception {
		Path program = Files.writeString(this.directory.resolve(NAME), "#!/bin/sh");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		old(program);
		new StaleFiles(new Workspace(this.directory, true)).sweep();
		assertThat(program).doesNotExist();
	}

	@Test
	void leavesAProgramThatIsBeingWritten() throws Exception {
		Path program = Files.writeString(this.directory.resolve(NAME), "#!/bin/sh");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		old(program);
		try (FileChannel channel = FileChannel.open(program, StandardOpenOption.WRITE)) {
			StaleFiles.markInUse(channel);
			new StaleFiles(new Workspace(this.directory, true)).sweep();
			assertThat(program).exists();
		}
	}

	@Test
	void goesOnBeyondWhatItCannotRemove() throws Exception {
		for (int i = 0; i < 9; i++) {
			Path folder = Files.createDirectories(this.directory.resolve("folder-" + i));
			old(Files.writeString(folder.resolve(NAME), "half"));
			Path full = Files.createDirectory(this.directory.resolve(".aura-%016x.tmp".formatted(i)));
			Files.writeString(full.resolve("kept"), "");
			old(full);
		}
		new StaleFiles(new Workspace(this.directory, true)).sweep();
		for (int i = 0; i < 9; i++) {
			assertThat(this.directory.resolve("folder-" + i).resolve(NAME)).doesNotExist();
			assertThat(this.directory.resolve(".aura-%016x.tmp".formatted(i))).exists();
		}
	}

	@Test
	void leavesWhatIsBeingWritten() throws Exception {
		Path locked = old(Files.writeString(this.directory.resolve(NAME), "half"));
		try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE)) {
			StaleFiles.markInUse(channel);
			new StaleFiles(new Workspace(this.directory, true)).sweep();
			assertThat(locked).exists();
		}
		StaleFiles sweeper = new StaleFiles(new Workspace(this.directory, true));
		Files.setLastModifiedTime(locked, FileTime.from(Instant.now().plusSeconds(5)));
		sweeper.sweep();
		assertThat(locked).exists();
	}

	@Test
	void followsNoLink(@TempDir Path outside) throws Exception {
		Path foreign = old(Files.writeString(outside.resolve(NAME), "theirs"));
		Files.createSymbolicLink(this.directory.resolve("link"), outside);
		Files.createSymbolicLink(this.directory.resolve(".aura-1111111111111111.tmp"), foreign);
		new StaleFiles(new Workspace(this.directory, true)).sweep();
		assertThat(foreign).exists();
	}

	private static Path old(Path path) throws Exception {
		return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
	}

}
