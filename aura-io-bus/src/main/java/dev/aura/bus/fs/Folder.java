package dev.aura.bus.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An open folder of the workspace. Names are single names in it. No symbolic link is ever
 * followed, and nothing but a regular file is ever opened for its bytes, although other
 * programs may swap one for the other at any moment.
 */
interface Folder extends Closeable {

	/**
	 * Opens a folder in this one.
	 * @throws RefusedEntryException when the name is not a folder
	 */
	Folder folder(Path name) throws IOException;

	/** What a name is, or null when there is nothing. */
	@Nullable PosixFileAttributes attributes(Path name) throws IOException;

	/**
	 * Opens a regular file. Never waits, as opening a pipe would. The channel is for
	 * reading only, even where it could write.
	 * @throws RefusedEntryException when the name is not a regular file
	 */
	FileChannel read(Path name) throws IOException;

	/**
	 * Makes a new file and opens it for writing.
	 * @param permissions less those that the process masks; what is usual when empty
	 */
	FileChannel create(Path name, Set<PosixFilePermission> permissions) throws IOException;

	/**
	 * Makes a folder. One that someone else makes at the same time may be taken over.
	 */
	void makeFolder(Path name) throws IOException;

	/** Removes a file, a link itself, or an empty folder. */
	void delete(Path name) throws IOException;

	/** Moves within one file system, in one step, replacing a file that is there. */
	void move(Path name, Folder target, Path targetName) throws IOException;

	/** The names in this folder, in no order. */
	List<Path> names(int limit) throws IOException;

	/** Waits until made, moved and deleted names are on the disk. */
	void sync() throws IOException;

	@Override
	void close() throws IOException;

}
