package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.api.ProblemType;
import dev.aura.api.fs.ListResult;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The folder that everything of this peripheral stays in. Made at boot when absent. */
@Component
final class Workspace {

	private static final Logger log = LoggerFactory.getLogger(Workspace.class);

	private final Path root;

	private final boolean secure;

	private final GuardedOpen guarded = new GuardedOpen(16, Duration.ofSeconds(2));

	/** Held while a folder is made: one that is replaced is still empty then. */
	private final ReentrantLock making = new ReentrantLock();

	@Autowired
	Workspace(AuraProperties properties) throws IOException {
		this(made(properties.workspace()), true);
		if (!this.secure) {
			log.warn("This system has no directory descriptors: a program that swaps folders of the workspace "
					+ "for symbolic links while a call is at work might lead it outside.");
		}
		Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
		if (!names.equals(StandardCharsets.UTF_8)) {
			log.warn("File names are encoded in {}: others than that has are refused. Start the bus under a UTF-8 "
					+ "locale, for instance LC_ALL=C.UTF-8.", names);
		}
	}

	/**
	 * A workspace.
	 * @param descriptors whether directory descriptors are used where the system has them
	 */
	Workspace(Path folder, boolean descriptors) throws IOException {
		this.root = folder.toRealPath();
		this.secure = descriptors && SecureFolder.isOffered(this.root);
	}

	private static Path made(Path folder) throws IOException {
		try {
			return Files.createDirectories(folder);
		}
		catch (FileAlreadyExistsException ex) {
			throw new IllegalStateException("aura.workspace: " + folder + " (expected: a folder)", ex);
		}
	}

	/** Opens the workspace itself. */
	Folder open() throws IOException {
		try {
			return this.secure ? SecureFolder.open(this.root, this.guarded) : CheckedFolder.open(this.root);
		}
		catch (NoSuchFileException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The workspace folder is gone (expected: the folder that was there at boot).", ex);
		}
	}

	/** Opens a folder. */
	Folder open(WorkspacePath path) throws IOException {
		return descend(path, Workspace::existing);
	}

	private static Folder existing(Folder parent, Path name) throws IOException {
		try {
			return parent.folder(name);
		}
		catch (RefusedEntryException ex) {
			// Below a file there is nothing.
			throw (ex.found() == ListResult.Type.FILE) ? new NotDirectoryException(ex.name()) : ex;
		}
	}

	/** Opens a folder after making it and those above it where absent. */
	Folder make(WorkspacePath path) throws IOException {
		return descend(path, this::make);
	}

	private Folder make(Folder parent, Path name) throws IOException {
		if (parent.attributes(name) == null) {
			this.making.lock();
			try {
				if (parent.attributes(name) == null) {
					parent.makeFolder(name);
					parent.sync();
				}
			}
			finally {
				this.making.unlock();
			}
		}
		return parent.folder(name);
	}

	private Folder descend(WorkspacePath path, Step step) throws IOException {
		Folder folder = open();
		try {
			for (Path name : path.names()) {
				Folder parent = folder;
				folder = step.into(parent, name);
				parent.close();
			}
			return folder;
		}
		catch (IOException | RuntimeException ex) {
			folder.close();
			throw ex;
		}
	}

	/** Whether the workspace is there and the bus may write to it. */
	boolean isWritable() {
		return Files.isDirectory(this.root) && Files.isWritable(this.root);
	}

	/** Whether directory descriptors protect against races. */
	boolean isSecure() {
		return this.secure;
	}

	/** How a folder leads to one inside of it. */
	private interface Step {

		Folder into(Folder parent, Path name) throws IOException;

	}

}
