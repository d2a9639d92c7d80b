package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.aura.api.fs.ListResult;
import org.jspecify.annotations.Nullable;

/**
 * A folder held by its directory descriptor, so that renaming or replacing any name on
 * the way to it cannot lead elsewhere.
 */
final class SecureFolder implements Folder {

	private static final Path SELF = Path.of(".");

	private static final Set<OpenOption> READ_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
			LinkOption.NOFOLLOW_LINKS);

	private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW,
			LinkOption.NOFOLLOW_LINKS);

	private final Path root;

	private final SecureDirectoryStream<Path> directory;

	private final GuardedOpen guarded;

	private SecureFolder(Path root, SecureDirectoryStream<Path> directory, GuardedOpen guarded) {
		this.root = root;
		this.directory = directory;
		this.guarded = guarded;
	}

	/** Whether the system offers directory descriptors. */
	static boolean isOffered(Path root) throws IOException {
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
			return stream instanceof SecureDirectoryStream;
		}
	}

	/**
	 * Opens the workspace.
	 * @param root the real path of the workspace, which nobody hostile can change
	 */
	static SecureFolder open(Path root, GuardedOpen guarded) throws IOException {
		return new SecureFolder(root, (SecureDirectoryStream<Path>) Files.newDirectoryStream(root), guarded);
	}

	@Override
	public Folder folder(Path name) throws IOException {
		Types.require(ListResult.Type.DIRECTORY, name, attributes(name));
		// Opening a name that has just become a pipe would wait for a writer; "name/."
		// fails instead. It would follow a link, so what was opened must then be what
		// the name itself stands for. A folder has one name only, hence no outside
		// folder can pass.
		SecureDirectoryStream<Path> opened = this.directory.newDirectoryStream(name.resolve(SELF));
		try {
			if (!key(opened).equals(key(name))) {
				throw new ChangedMeanwhileException(name);
			}
			return new SecureFolder(this.root, opened, this.guarded);
		}
		catch (IOException | RuntimeException ex) {
			opened.close();
			throw ex;
		}
	}

	private Object key(Path name) throws IOException {
		return Types.require(ListResult.Type.DIRECTORY, name, attributes(name)).fileKey();
	}

	private static Object key(SecureDirectoryStream<Path> opened) throws IOException {
		return opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
	}

	@Override
	public @Nullable PosixFileAttributes attributes(Path name) throws IOException {
		try {
			return this.directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
				.readAttributes();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	@Override
	public FileChannel read(Path name) throws IOException {
		PosixFileAttributes attributes = Types.require(ListResult.Type.FILE, name, attributes(name));
		FileChannel channel = open(name, attributes);
		try {
			// Fails on a pipe or socket, which may have taken the file's place.
			channel.position();
			return channel;
		}
		catch (IOException ex) {
			channel.close();
			throw new RefusedEntryException(name, ListResult.Type.OTHER);
		}
	}

	private FileChannel open(Path name, PosixFileAttributes attributes) throws IOException {
		// A program cannot be started while someone has it open for writing.
		if (!isExecutable(attributes)) {
			try {
				// Linux opens a pipe for both directions without waiting for the other
				// end.
				return (FileChannel) this.directory.newByteChannel(name, READ_WRITE);
			}
			catch (NoSuchFileException ex) {
				throw ex;
			}
			catch (FileSystemException ex) {
				// Not ours to write, then; reading may still be allowed.
			}
		}
		return this.guarded.open(this.directory, name);
	}

	private static boolean isExecutable(PosixFileAttributes attributes) {
		Set<PosixFilePermission> permissions = attributes.permissions();
		return permissions.contains(PosixFilePermission.OWNER_EXECUTE)
				|| permissions.contains(PosixFilePermission.GROUP_EXECUTE)
				|| permissions.contains(PosixFilePermission.OTHERS_EXECUTE);
	}

	@Override
	public FileChannel create(Path name, Set<PosixFilePermission> permissions) throws IOException {
		FileAttribute<?>[] attributes = permissions.isEmpty() ? new FileAttribute<?>[0]
				: new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) };
		return (FileChannel) this.directory.newByteChannel(name, NEW, attributes);
	}

	/**
	 * There is no call that makes a folder below a descriptor. So it is made in the
	 * workspace itself, whose path is safe, and moved into place by descriptor.
	 */
	@Override
	public void makeFolder(Path name) throws IOException {
		Path prepared = TemporaryName.next();
		Files.createDirectory(this.root.resolve(prepared));
		try (SecureFolder workspace = open(this.root, this.guarded)) {
			try {
				workspace.move(prepared, this, name);
			}
			catch (IOException ex) {
				workspace.delete(prepared);
				throw ex;
			}
		}
	}

	@Override
	public void delete(Path name) throws IOException {
		PosixFileAttributes attributes = attributes(name);
		if (attributes != null && attributes.isDirectory()) {
			this.directory.deleteDirectory(name);
		}
		else {
			this.directory.deleteFile(name);
		}
	}

	@Override
	public void move(Path name, Folder target, Path targetName) throws IOException {
		this.directory.move(name, ((SecureFolder) target).directory, targetName);
	}

	@Override
	public List<Path> names(int limit) throws IOException {
		List<Path> names = new ArrayList<>();
		// A stream is read once only; a second descriptor starts anew.
		try (DirectoryStream<Path> entries = this.directory.newDirectoryStream(SELF)) {
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
		try (FileChannel self = (FileChannel) this.directory.newByteChannel(SELF, Set.of(StandardOpenOption.READ))) {
			self.force(true);
		}
	}

	@Override
	public void close() throws IOException {
		this.directory.close();
	}

}
