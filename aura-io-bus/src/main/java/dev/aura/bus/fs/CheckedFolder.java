package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.aura.api.fs.ListResult;
import org.jspecify.annotations.Nullable;

/**
 * A folder held by its path, for systems without directory descriptors. The path is
 * checked before every use; a program that swaps folders for links in between could still
 * win the race, which is why the bus warns at boot when this is used.
 */
final class CheckedFolder implements Folder {

	private final Path directory;

	private CheckedFolder(Path directory) {
		this.directory = directory;
	}

	/**
	 * Opens the workspace.
	 * @param root its real path
	 */
	static CheckedFolder open(Path root) throws IOException {
		if (!Files.isDirectory(root)) {
			throw new NoSuchFileException(root.toString());
		}
		return new CheckedFolder(root);
	}

	/** The path of a name, when the folder is still where it was. */
	private Path at(Path name) throws IOException {
		if (!this.directory.toRealPath().equals(this.directory)) {
			throw new ChangedMeanwhileException(this.directory.getFileName());
		}
		return this.directory.resolve(name);
	}

	@Override
	public Folder folder(Path name) throws IOException {
		Types.require(ListResult.Type.DIRECTORY, name, attributes(name));
		// The real path has the spelling that the folder was made with, where the file
		// system does not tell upper from lower case.
		return new CheckedFolder(at(name).toRealPath(LinkOption.NOFOLLOW_LINKS));
	}

	@Override
	public @Nullable PosixFileAttributes attributes(Path name) throws IOException {
		try {
			return Files.readAttributes(at(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	@Override
	public FileChannel read(Path name) throws IOException {
		Types.require(ListResult.Type.FILE, name, attributes(name));
		FileChannel channel = openFile(at(name));
		try {
			channel.position();
			return channel;
		}
		catch (IOException ex) {
			channel.close();
			throw new RefusedEntryException(name, ListResult.Type.OTHER);
		}
	}

	private static FileChannel openFile(Path file) throws IOException {
		try {
			return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
		}
		catch (AccessDeniedException ex) {
			return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
		}
	}

	@Override
	public FileChannel create(Path name, Set<PosixFilePermission> permissions) throws IOException {
		FileAttribute<?>[] attributes = permissions.isEmpty() ? new FileAttribute<?>[0]
				: new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) };
		return FileChannel.open(at(name),
				Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS), attributes);
	}

	@Override
	public void makeFolder(Path name) throws IOException {
		Files.createDirectory(at(name));
	}

	@Override
	public void delete(Path name) throws IOException {
		Files.delete(at(name));
	}

	@Override
	public void move(Path name, Folder target, Path targetName) throws IOException {
		Files.move(at(name), ((CheckedFolder) target).at(targetName), StandardCopyOption.ATOMIC_MOVE);
	}

	@Override
	public List<Path> names(int limit) throws IOException {
		List<Path> names = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(Path.of("")))) {
			for (Path entry : entries) {
				if (names.size() == limit) {
					break;
				}
				names.add(entry.getFileName());
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return names;
	}

	@Override
	public void sync() throws IOException {
		try (FileChannel self = FileChannel.open(at(Path.of("")), StandardOpenOption.READ)) {
			self.force(true);
		}
	}

	@Override
	public void close() {
		// Nothing is held.
	}

}
