package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether anything may have come into a folder, or into one below it, since it was
 * asked last. A folder's time changes whenever an entry is made in it or moved to it, so
 * that looking at the folders is enough. Not thread-safe.
 */
final class FolderChanges {

	/**
	 * File systems count time in ticks of the kernel: what happened this shortly before a
	 * folder was looked at may not be the last that happened at that time.
	 */
	private static final Duration TICK = Duration.ofMillis(50);

	private final Path root;

	/** A time at which no folder was changed. */
	private static final FileTime UNTOLD = FileTime.fromMillis(0);

	/** When each folder was changed last; untold where that is too recent. */
	private final Map<Path, FileTime> known = new HashMap<>();

	/**
	 * Nothing was asked yet, so that the first answer is yes.
	 * @param root the folder, by its real path
	 */
	FolderChanges(Path root) {
		this.root = root;
	}

	/** Whether anything may have come; from now on it is known. */
	boolean any() {
		List<Path> changed = this.known.isEmpty() ? List.of(this.root)
				: this.known.entrySet()
					.stream()
					.filter((entry) -> !entry.getValue().equals(time(entry.getKey())))
					.map(Map.Entry::getKey)
					.toList();
		changed.forEach(this::look);
		return !changed.isEmpty();
	}

	/** Whatever was known is not relied on any more. */
	void forget() {
		this.known.clear();
	}

	/** Looks at a folder again and at those in it that were not known. */
	private void look(Path changed) {
		Deque<Path> left = new ArrayDeque<>(List.of(changed));
		while (!left.isEmpty()) {
			Path folder = left.pop();
			FileTime time = time(folder);
			this.known.remove(folder);
			if (time != null && isWhereItSeems(folder)) {
				boolean recent = time.toInstant().isAfter(Instant.now().minus(TICK));
				this.known.put(folder, recent ? UNTOLD : time);
				foldersIn(folder).stream().filter((below) -> !this.known.containsKey(below)).forEach(left::push);
			}
		}
	}

	/** A program may put a link to anywhere into the place of a folder meanwhile. */
	private static boolean isWhereItSeems(Path folder) {
		try {
			return folder.toRealPath().equals(folder);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static List<Path> foldersIn(Path folder) {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, (entry) -> time(entry) != null)) {
			List<Path> all = new ArrayList<>();
			entries.forEach(all::add);
			return all;
		}
		catch (IOException | DirectoryIteratorException ex) {
			return List.of();
		}
	}

	/** When a folder was changed; none for anything else. */
	private static @Nullable FileTime time(Path path) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return attributes.isDirectory() ? attributes.lastModifiedTime() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
