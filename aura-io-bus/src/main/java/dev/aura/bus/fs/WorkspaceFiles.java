package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

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
	 */
	Written write(WorkspacePath path, byte[] content, WriteMode mode, long most) throws IOException {
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
					return new Written(file.keepAs(path.name()), old == null);
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
	AtomicWrite.Stored put(WorkspacePath path, InputStream content, long most) throws IOException {
		try (Folder folder = this.workspace.make(path.parent())) {
			PosixFileAttributes old = replaceable(folder, path);
			try (AtomicWrite file = new AtomicWrite(folder, permissions(old), most)) {
				file.writeAll(content);
				return alone(path, () -> file.keepAs(path.name()));
			}
		}
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
	void move(WorkspacePath source, WorkspacePath destination) throws IOException {
		this.locks.hold(() -> {
			try (Folder from = openParent(source)) {
				try (Folder to = this.workspace.make(destination.parent())) {
					if (to.attributes(destination.name()) != null) {
						throw new FileAlreadyExistsException(destination.toString());
					}
					from.move(source.name(), to, destination.name());
					to.sync();
					from.sync();
				}
			}
			return destination;
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
	void delete(WorkspacePath path) throws IOException {
		alone(path, () -> {
			try (Folder folder = this.workspace.open(path.parent())) {
				folder.delete(path.name());
				folder.sync();
			}
			return path;
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
