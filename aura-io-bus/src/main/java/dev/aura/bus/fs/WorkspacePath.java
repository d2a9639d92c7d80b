package dev.aura.bus.fs;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path inside the workspace: the names from the workspace down, none of them
 * {@code ..}.
 *
 * @param names empty for the workspace itself
 */
record WorkspacePath(List<Path> names) {

	private static final int MAX_BYTES = 4096;

	private static final int MAX_NAME_BYTES = 255;

	WorkspacePath {
		names = List.copyOf(names);
	}

	/**
	 * The path that a caller means. Empty names and {@code .} are dropped.
	 * @param field the name of the value in the request, for the problem
	 */
	static WorkspacePath of(String field, String value) {
		if (value.startsWith("/")) {
			throw FsProblems.outside(field, value, "a path relative to the workspace");
		}
		if (bytes(value) > MAX_BYTES) {
			throw FsProblems.unusable(field, value, "at most " + MAX_BYTES + " bytes");
		}
		List<Path> names = new ArrayList<>();
		for (String name : value.split("/")) {
			if (!name.isEmpty() && !name.equals(".")) {
				names.add(name(field, value, name));
			}
		}
		return new WorkspacePath(names);
	}

	private static Path name(String field, String value, String name) {
		if (name.equals("..")) {
			throw FsProblems.outside(field, value, "a path without ..");
		}
		if (bytes(name) > MAX_NAME_BYTES) {
			throw FsProblems.unusable(field, value, "names of at most " + MAX_NAME_BYTES + " bytes");
		}
		Path parsed = parse(field, value, name);
		if (TemporaryName.is(parsed)) {
			throw FsProblems.unusable(field, value, "a name that the bus does not keep for itself");
		}
		return parsed;
	}

	private static Path parse(String field, String value, String name) {
		try {
			return Path.of(name);
		}
		catch (InvalidPathException ex) {
			throw FsProblems.unusable(field, value, "names that the file system can hold");
		}
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	boolean isWorkspace() {
		return this.names.isEmpty();
	}

	/** The last name; there is one unless this is the workspace itself. */
	Path name() {
		return this.names.get(this.names.size() - 1);
	}

	WorkspacePath parent() {
		return new WorkspacePath(this.names.subList(0, this.names.size() - 1));
	}

	/** Whether this is the other path or below it. */
	boolean startsWith(WorkspacePath other) {
		return this.names.size() >= other.names.size() && this.names.subList(0, other.names.size()).equals(other.names);
	}

	/** The path as callers see it: slash-separated, without a slash at either end. */
	@Override
	public String toString() {
		return String.join("/", this.names.stream().map(Path::toString).toList());
	}

}
