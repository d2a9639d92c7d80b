package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether anything may have come into a folder, or into one below it, since it was
 * asked last. The time of a folder's last change moves on whenever an entry is made in it
 * or moved to it, so that looking at the folders is enough; unlike that of its content,
 * nobody can set it. Not thread-safe.
 */
final class FolderChanges {

	/**
	 * File systems count time in ticks of the kernel: what happened this shortly before a
	 * folder was looked at may not be the last that happened at that time.
	 */
	private static final Duration TICK = Duration.ofMillis(50);

	/** How many folders are remembered: programs make as many as they like. */
	private static final int MOST = 10_000;

	/** How long folders that are too many are not counted again. */
	private static final Duration REST = Duration.ofMinutes(1);

	/** A time at which no folder was changed. */
	private static final FileTime UNTOLD = FileTime.fromMillis(0);

	private final Path root;

	private final Duration tick;

	private final int most;

	/** When each folder was changed last; untold where that is too recent. */
	private final Map<Path, FileTime> known = new HashMap<>();

	/** Until when there are too many folders, as {@link System#nanoTime}. */
	private @Nullable Long tooManyUntil;

	/**
	 * Nothing was asked yet, so that the first answer is yes.
	 * @param root the folder, by its real path
	 */
	FolderChanges(Path root) {
		this(root, TICK, MOST);
	}

	/**
	 * The same.
	 * @param tick for how long a change may hide another
	 * @param most folders to remember; with more the answer is yes
	 */
	FolderChanges(Path root, Duration tick, int most) {
		this.root = root;
		this.tick = tick;
		this.most = most;
	}

	/** Whether anything may have come; from now on it is known. */
	boolean any() {
		if (this.tooManyUntil != null && System.nanoTime() - this.tooManyUntil < 0) {
			return true;
		}
		List<Path> changed = this.known.isEmpty() ? List.of(this.root)
				: this.known.entrySet()
					.stream()
					.filter((entry) -> !entry.getValue().equals(time(entry.getKey())))
					.map(Map.Entry::getKey)
					.toList();
		boolean few = changed.stream().allMatch(this::look);
		this.tooManyUntil = few ? null : System.nanoTime() + REST.toNanos();
		if (!few) {
			forget();
		}
		return !changed.isEmpty();
	}

	/** Whatever was known is not relied on any more. */
	void forget() {
		this.known.clear();
	}

	/**
	 * Looks at a folder again and at those in it that were not known; false when there
	 * are too many.
	 */
	private boolean look(Path changed) {
		Deque<Path> left = new ArrayDeque<>(List.of(changed));
		while (!left.isEmpty()) {
			Path folder = left.pop();
			FileTime time = time(folder);
			this.known.remove(folder);
			if (time != null && isWhereItSeems(folder)) {
				boolean recent = time.toInstant().isAfter(Instant.now().minus(this.tick));
				this.known.put(folder, recent ? UNTOLD : time);
				addFoldersIn(folder, left);
			}
			if (this.known.size() + left.size() > this.most) {
				return false;
			}
		}
		return true;
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

	/** Adds those that are not known, until there are too many of them. */
	private void addFoldersIn(Path folder, Deque<Path> left) {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder,
				(entry) -> !this.known.containsKey(entry) && time(entry) != null)) {
			Iterator<Path> below = entries.iterator();
			while (left.size() <= this.most && below.hasNext()) {
				left.push(below.next());
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// What cannot be listed now is looked at when it is changed.
		}
	}

	/** When a folder was changed; none for anything else. */
	private static @Nullable FileTime time(Path path) {
		try {
			Map<String, Object> attributes = Files.readAttributes(path, "unix:isDirectory,ctime",
					LinkOption.NOFOLLOW_LINKS);
			return Boolean.TRUE.equals(attributes.get("isDirectory")) ? (FileTime) attributes.get("ctime") : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
