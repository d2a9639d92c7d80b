package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Function;

import dev.aura.api.fs.ListResult;
import dev.aura.api.fs.WriteMode;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/** Reads, replaces, moves and deletes what is in the workspace. */
@Component
final class WorkspaceFiles {

	private final Workspace workspace;

	private final PathLocks locks = new PathLocks();

	WorkspaceFiles(Workspace workspace) {
		this.workspace = workspace;
	}

	/** Opens a file for reading. */
	FileChannel open(WorkspacePath path) throws IOException {
		try (Folder folder = this.workspace.open(path.parent())) {
			return folder.read(path.name());
		}
	}

	/** Acts while the bus makes no other change of the path. */
	<T> T alone(WorkspacePath path, PathLocks.Action<T> action) throws IOException {
		return this.locks.hold(action, path);
	}

	/**
	 * Writes a file, with the folders above it.
	 * @param most the most bytes that it may have then
	 * @param answer what the caller is told, known before anything is changed
	 */
	<T> T write(WorkspacePath path, byte[] content, WriteMode mode, long most, Function<Written, T> answer)
			throws IOException {
		return alone(path, () -> {
			try (Folder folder = this.workspace.make(path.parent())) {
				PosixFileAttributes old = replaceable(folder, path);
				if (old != null && mode == WriteMode.CREATE) {
					throw new FileAlreadyExistsException(path.toString());
				}
				try (AtomicWrite file = new AtomicWrite(folder, permissions(old), most)) {
					if (old != null && mode == WriteMode.APPEND) {
						copy(folder, path, file);
					}
					file.write(content, content.length);
					return keep(folder, path, file, (stored) -> answer.apply(new Written(stored, old == null)));
				}
			}
		});
	}

	private static void copy(Folder folder, WorkspacePath path, AtomicWrite file) throws IOException {
		try (FileChannel channel = folder.read(path.name())) {
			file.writeAll(FileSlice.whole(channel));
		}
	}

	/**
	 * Writes a file from a stream, which may be slow: other changes of the path don't
	 * wait for it, and the one that ends last stays.
	 */
	<T> T put(WorkspacePath path, InputStream content, long most, Function<AtomicWrite.Stored, T> answer)
			throws IOException {
		try (Folder folder = this.workspace.make(path.parent())) {
			PosixFileAttributes old = replaceable(folder, path);
			try (AtomicWrite file = new AtomicWrite(folder, permissions(old), most)) {
				file.writeAll(content);
				return alone(path, () -> keep(folder, path, file, answer));
			}
		}
	}

	private static <T> T keep(Folder folder, WorkspacePath path, AtomicWrite file,
			Function<AtomicWrite.Stored, T> answer) throws IOException {
		AtomicWrite.Stored stored = file.complete();
		T told = answer.apply(stored);
		if (FsPlan.isWanted()) {
			FsPlan.of(told).change(path, FileState.of(folder, path.name()), stored.sha256()).announce();
		}
		file.keepAs(path.name());
		return told;
	}

	private static @Nullable PosixFileAttributes replaceable(Folder folder, WorkspacePath path) throws IOException {
		PosixFileAttributes old = folder.attributes(path.name());
		if (old != null && old.isDirectory()) {
			throw FsProblems.conflict(path, "is a folder (expected: a file)");
		}
		return (old != null) ? Types.require(ListResult.Type.FILE, path.name(), old) : null;
	}

	private static Set<PosixFilePermission> permissions(@Nullable PosixFileAttributes old) {
		return (old != null) ? old.permissions() : Set.of();
	}

	/** Moves a file or folder to where nothing is. */
	<T> T move(WorkspacePath source, WorkspacePath destination, T answer) throws IOException {
		return this.locks.hold(() -> {
			try (Folder from = openParent(source)) {
				try (Folder to = this.workspace.make(destination.parent())) {
					if (to.attributes(destination.name()) != null) {
						throw new FileAlreadyExistsException(destination.toString());
					}
					if (FsPlan.isWanted()) {
						String state = FileState.of(from, source.name());
						FsPlan.of(answer)
							.change(source, state, FileState.ABSENT)
							.change(destination, FileState.ABSENT, state)
							.announce();
					}
					from.move(source.name(), to, destination.name());
					to.sync();
					from.sync();
				}
			}
			return answer;
		}, source, destination);
	}

	/** The folder that a path is in, when there is something at the path. */
	private Folder openParent(WorkspacePath path) {
		try {
			Folder folder = this.workspace.open(path.parent());
			if (folder.attributes(path.name()) == null) {
				folder.close();
				throw new NoSuchFileException(path.toString());
			}
			return folder;
		}
		catch (IOException ex) {
			throw FsProblems.of(path, ex);
		}
	}

	/** Deletes a file, a link itself, or an empty folder. */
	<T> T delete(WorkspacePath path, T answer) throws IOException {
		return alone(path, () -> {
			try (Folder folder = this.workspace.open(path.parent())) {
				if (FsPlan.isWanted()) {
					FsPlan.of(answer).change(path, FileState.of(folder, path.name()), FileState.ABSENT).announce();
				}
				folder.delete(path.name());
				folder.sync();
			}
			return answer;
		});
	}

	/** What is at a path right now, in the words of {@link FileState}. */
	String state(WorkspacePath path) throws IOException {
		return alone(path, () -> {
			try (Folder folder = this.workspace.open(path.parent())) {
				return FileState.of(folder, path.name());
			}
			catch (NoSuchFileException | NotDirectoryException ex) {
				return FileState.ABSENT;
			}
		});
	}

	/**
	 * A file that was written.
	 *
	 * @param created whether there was none before
	 */
	record Written(AtomicWrite.Stored stored, boolean created) {
	}

}
