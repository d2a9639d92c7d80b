package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.aura.api.fs.ListResult;

/**
 * Goes through a folder in the order of the paths. What other programs remove or swap on
 * the way is passed over.
 */
final class Walk {

	/** Every level holds a descriptor, and a program can nest folders without end. */
	private static final int MAX_DEPTH = 100;

	private final Visitor visitor;

	private final boolean recursive;

	private int entriesLeft;

	private boolean truncated;

	private boolean stopped;

	private String base = "";

	Walk(int maxEntries, boolean recursive, Visitor visitor) {
		this.entriesLeft = maxEntries;
		this.recursive = recursive;
		this.visitor = visitor;
	}

	/**
	 * Visits what is in a folder or, when the path is a file's, that file alone.
	 */
	void from(Workspace workspace, WorkspacePath start) throws IOException {
		if (start.isWorkspace()) {
			try (Folder folder = workspace.open()) {
				through(folder, "", 0);
			}
			return;
		}
		try (Folder parent = workspace.open(start.parent())) {
			PosixFileAttributes attributes = parent.attributes(start.name());
			if (attributes != null && attributes.isRegularFile()) {
				this.visitor
					.visit(new Found(parent, start.name(), start.toString(), start.name().toString(), attributes));
				return;
			}
			this.base = start + "/";
			try (Folder folder = parent.folder(start.name())) {
				through(folder, "", 0);
			}
		}
	}

	/** Whether something was left out, other than by the visitor's wish. */
	boolean isTruncated() {
		return this.truncated;
	}

	private void through(Folder folder, String prefix, int depth) throws IOException {
		for (Step step : steps(folder)) {
			if (this.stopped) {
				return;
			}
			if (step.down()) {
				descend(folder, step, prefix, depth);
			}
			else {
				String relative = prefix + step.key();
				this.stopped = !this.visitor
					.visit(new Found(folder, step.name(), this.base + relative, relative, step.attributes()));
			}
		}
	}

	private List<Step> steps(Folder folder) throws IOException {
		List<Path> names = folder.names(this.entriesLeft + 1);
		if (names.size() > this.entriesLeft) {
			this.truncated = true;
			names = names.subList(0, this.entriesLeft);
		}
		this.entriesLeft -= names.size();
		List<Step> steps = new ArrayList<>();
		for (Path name : names) {
			PosixFileAttributes attributes = TemporaryName.is(name) ? null : folder.attributes(name);
			if (attributes != null) {
				steps.add(new Step(name.toString(), name, attributes, false));
				if (this.recursive && Types.of(attributes) == ListResult.Type.DIRECTORY) {
					steps.add(new Step(name + "/", name, attributes, true));
				}
			}
		}
		steps.sort(Comparator.comparing(Step::key));
		return steps;
	}

	private void descend(Folder parent, Step step, String prefix, int depth) throws IOException {
		if (depth == MAX_DEPTH) {
			this.truncated = true;
			return;
		}
		try (Folder folder = parent.folder(step.name())) {
			through(folder, prefix + step.key(), depth + 1);
		}
		catch (AccessDeniedException ex) {
			this.truncated = true;
		}
		catch (NoSuchFileException | RefusedEntryException | ChangedMeanwhileException ex) {
			// Gone since its folder was read.
		}
	}

	/** Is shown what the walk finds. */
	interface Visitor {

		/** Looks at one thing, and says whether to go on. */
		boolean visit(Found found) throws IOException;

	}

	/**
	 * One thing that the walk came by.
	 *
	 * @param path relative to the workspace
	 * @param relative the path relative to where the walk began
	 */
	record Found(Folder folder, Path name, String path, String relative, PosixFileAttributes attributes) {
	}

	/**
	 * A thing to visit, or a folder to go down into: two steps, since {@code a.txt}
	 * stands between {@code a} and {@code a/b}.
	 */
	private record Step(String key, Path name, PosixFileAttributes attributes, boolean down) {
	}

}
