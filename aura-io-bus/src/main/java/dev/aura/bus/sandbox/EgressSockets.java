package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Names the sockets of proxies. They lie below {@code /tmp}, whatever the bus has for its
 * own temporary files: the user of programs cannot enter the state of the bus, and the
 * path of a socket has at most 107 bytes.
 */
@Component
class EgressSockets implements AutoCloseable {

	/** The file in which a bus says where its sockets are. */
	static final String NOTE = "egress";

	private static final Path TEMPORARY = Path.of("/tmp");

	private final CallFolders folders;

	private final AtomicLong number = new AtomicLong();

	private @Nullable Path folder;

	EgressSockets(CallFolders folders) {
		this.folders = folders;
	}

	/** Where they are; others may pass through, but see and open nothing. */
	synchronized Path folder() throws IOException {
		Path made = this.folder;
		if (made == null) {
			made = Files.createTempDirectory(TEMPORARY, "aura-egress-");
			this.folders.keep(NOTE, made.toString().getBytes(StandardCharsets.UTF_8));
			Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
			this.folder = made;
		}
		return made;
	}

	/** Where the next proxy may listen. */
	Path next() throws IOException {
		return folder().resolve(Long.toString(this.number.incrementAndGet()));
	}

	/** Removes what a bus that was killed left. */
	static void clean(Path note) throws IOException {
		if (Files.exists(note)) {
			FileSystemUtils.deleteRecursively(Path.of(Files.readString(note)));
		}
	}

	@Override
	public synchronized void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.folder);
	}

}
