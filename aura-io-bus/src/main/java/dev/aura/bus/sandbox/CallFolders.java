package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import dev.aura.bus.AuraProperties;
import dev.aura.bus.ProcessIdentity;

import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Makes the folders of calls, below one that is named after the process of this bus and
 * that only its user may enter.
 */
@Component
class CallFolders implements AutoCloseable {

	private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	/** The file in which a bus says where it makes control groups. */
	static final String CGROUPS = "cgroups";

	private final Path all;

	private final ProcessIdentity bus = ProcessIdentity.current();

	private final Path own;

	CallFolders(AuraProperties aura) {
		this.all = aura.home().resolve("sandbox");
		this.own = this.all.resolve(this.bus.toString());
	}

	/** Removes what buses that were killed left behind. */
	void clean() throws IOException {
		Files.createDirectories(this.all, OWNER_ONLY);
		try (DirectoryStream<Path> folders = Files.newDirectoryStream(this.all)) {
			for (Path folder : folders) {
				Optional<ProcessIdentity> bus = ProcessIdentity.parse(folder.getFileName().toString());
				if (bus.isPresent() && !bus.get().isAlive()) {
					Cgroups.clean(folder.resolve(CGROUPS), bus.get());
					EgressSockets.clean(folder.resolve(EgressSockets.NOTE));
					FileSystemUtils.deleteRecursively(folder);
				}
			}
		}
	}

	/**
	 * Writes a file that all calls use. Whoever reads it meanwhile sees all of it or
	 * nothing.
	 */
	Path keep(String name, byte[] content) throws IOException {
		Files.createDirectories(this.own, OWNER_ONLY);
		Path draft = Files.write(Files.createTempFile(this.own, name, null), content);
		return Files.move(draft, this.own.resolve(name), StandardCopyOption.ATOMIC_MOVE);
	}

	CallFolder create() throws IOException {
		Files.createDirectories(this.own, OWNER_ONLY);
		return new CallFolder(Files.createTempDirectory(this.own, "call-", OWNER_ONLY));
	}

	@Override
	public void close() throws IOException {
		Cgroups.clean(this.own.resolve(CGROUPS), this.bus);
		FileSystemUtils.deleteRecursively(this.own);
	}

}
