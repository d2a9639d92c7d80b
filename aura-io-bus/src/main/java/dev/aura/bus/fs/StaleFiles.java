package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;

import dev.aura.api.fs.ListResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Removes the hidden files that a bus left when it was killed while writing. Those of
 * another bus on the same workspace stay: a file in the making is locked, and the lock
 * ends with its process.
 */
@Component
final class StaleFiles implements ApplicationRunner {

	private static final Logger log = LoggerFactory.getLogger(StaleFiles.class);

	private static final int MAX_DEPTH = 100;

	private final Workspace workspace;

	/** What is younger is not left over from before. */
	private final Instant boot = Instant.now();

	StaleFiles(Workspace workspace) {
		this.workspace = workspace;
	}

	/** Locks a file in the making until its channel is closed. */
	static void markInUse(FileChannel channel) {
		try {
			channel.tryLock();
		}
		catch (IOException ex) {
			log.debug("This file system has no locks", ex);
		}
	}

	/** Sweeps beside the start, which a large workspace must not hold up. */
	@Override
	public void run(ApplicationArguments arguments) {
		Thread.ofPlatform().daemon().name("fs-sweep").start(this::sweep);
	}

	/** Removes what is stale. */
	void sweep() {
		try (Folder folder = this.workspace.open()) {
			sweep(folder, 0);
		}
		catch (IOException | RuntimeException ex) {
			log.warn("The workspace could not be searched for files left over by a crash", ex);
		}
	}

	private void sweep(Folder folder, int depth) throws IOException {
		for (Path name : folder.names(Integer.MAX_VALUE)) {
			try {
				sweep(folder, name, depth);
			}
			catch (IOException | RuntimeException ex) {
				log.debug("A name was passed over in the search for files left over by a crash", ex);
			}
		}
	}

	private void sweep(Folder parent, Path name, int depth) throws IOException {
		PosixFileAttributes attributes = parent.attributes(name);
		if (attributes == null) {
			return;
		}
		if (TemporaryName.is(name)) {
			remove(parent, name, attributes);
		}
		else if (Types.of(attributes) == ListResult.Type.DIRECTORY && depth < MAX_DEPTH) {
			try (Folder folder = parent.folder(name)) {
				sweep(folder, depth + 1);
			}
		}
	}

	private void remove(Folder folder, Path name, PosixFileAttributes attributes) throws IOException {
		if (attributes.lastModifiedTime().toInstant().isBefore(this.boot)
				&& (!attributes.isRegularFile() || isUnused(folder, name))) {
			folder.delete(name);
		}
	}

	/** By a shared lock: a program is only opened for reading, which allows no other. */
	private static boolean isUnused(Folder folder, Path name) throws IOException {
		try (FileChannel channel = folder.read(name)) {
			FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

}
