package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import dev.aura.api.fs.ListResult;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What both kinds of folder promise: true is by descriptor, false by path. */
class FolderTest {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void makesReadsMovesAndDeletes(boolean descriptors) throws IOException {
		try (Folder root = root(descriptors)) {
			root.makeFolder(Path.of("sub"));
			try (Folder sub = root.folder(Path.of("sub")); FileChannel channel = root.create(Path.of("a"), Set.of())) {
				channel.write(ByteBuffer.wrap(new byte[] { 'x' }));
				root.move(Path.of("a"), sub, Path.of("b"));
				assertThat(read(sub, "b")).isEqualTo("x");
				assertThat(sub.names(10)).containsExactly(Path.of("b"));
				assertThatExceptionOfType(DirectoryNotEmptyException.class)
					.isThrownBy(() -> root.delete(Path.of("sub")));
				sub.delete(Path.of("b"));
				assertThat(sub.attributes(Path.of("b"))).isNull();
				sub.sync();
			}
			root.delete(Path.of("sub"));
			assertThat(root.names(10)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void opensNothingThroughALink(boolean descriptors) throws IOException {
		Path outside = Files.createDirectory(this.directory.resolve("outside"));
		Files.writeString(outside.resolve("secret"), "secret");
		try (Folder root = root(descriptors)) {
			Files.createSymbolicLink(workspace().resolve("folder"), outside);
			Files.createSymbolicLink(workspace().resolve("file"), outside.resolve("secret"));
			assertRefused(() -> root.folder(Path.of("folder")), ListResult.Type.SYMLINK);
			assertRefused(() -> root.read(Path.of("file")), ListResult.Type.SYMLINK);
			assertThatExceptionOfType(FileAlreadyExistsException.class)
				.isThrownBy(() -> root.create(Path.of("file"), Set.of()));
			root.delete(Path.of("folder"));
			root.delete(Path.of("file"));
			assertThat(outside.resolve("secret")).hasContent("secret");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void opensNeitherPipesNorFoldersAsFiles(boolean descriptors) throws Exception {
		try (Folder root = root(descriptors)) {
			Pipes.make(workspace().resolve("pipe"));
			root.makeFolder(Path.of("sub"));
			assertRefused(() -> root.read(Path.of("pipe")), ListResult.Type.OTHER);
			assertRefused(() -> root.folder(Path.of("pipe")), ListResult.Type.OTHER);
			assertRefused(() -> root.read(Path.of("sub")), ListResult.Type.DIRECTORY);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void doesNotMakeAFolderOverAFile(boolean descriptors) throws IOException {
		try (Folder root = root(descriptors)) {
			Files.writeString(workspace().resolve("a"), "a");
			assertThatIOException().isThrownBy(() -> root.makeFolder(Path.of("a")));
			assertThat(workspace().resolve("a")).hasContent("a");
			assertThat(workspace().toFile().list()).containsExactly("a");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void readsProgramsAndWhatIsReadOnly(boolean descriptors) throws IOException {
		try (Folder root = root(descriptors)) {
			for (String permissions : new String[] { "r-xr-xr-x", "r--r--r--", "rw-r--r--" }) {
				Path file = Files.writeString(workspace().resolve(permissions), permissions);
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
				assertThat(read(root, permissions)).isEqualTo(permissions);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void staysOrStopsWhenItIsMovedAwayAndReplaced(boolean descriptors) throws IOException {
		Path outside = Files.createDirectory(this.directory.resolve("outside"));
		Files.writeString(outside.resolve("a"), "secret");
		try (Folder root = root(descriptors)) {
			Files.createDirectory(workspace().resolve("sub"));
			Files.writeString(workspace().resolve("sub/a"), "inside");
			try (Folder sub = root.folder(Path.of("sub"))) {
				Files.move(workspace().resolve("sub"), workspace().resolve("moved"));
				Files.createSymbolicLink(workspace().resolve("sub"), outside);
				if (descriptors) {
					assertThat(read(sub, "a")).isEqualTo("inside");
				}
				else {
					assertThatExceptionOfType(ChangedMeanwhileException.class).isThrownBy(() -> read(sub, "a"));
				}
			}
		}
	}

	private Folder root(boolean descriptors) throws IOException {
		return new Workspace(Files.createDirectory(workspace()), descriptors).open();
	}

	private Path workspace() {
		return this.directory.resolve("workspace");
	}

	private static String read(Folder folder, String name) throws IOException {
		try (FileChannel channel = folder.read(Path.of(name))) {
			return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static void assertRefused(ThrowingCallable call, ListResult.Type found) {
		assertThatExceptionOfType(RefusedEntryException.class).isThrownBy(call)
			.satisfies((refused) -> assertThat(refused.found()).isEqualTo(found));
	}

}
