package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Set;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;

/** The failures of this peripheral, in words for its callers. */
final class FsProblems {

	/** How the system names what only happens when someone else changes the workspace. */
	private static final Set<String> changes = Set.of("Is a directory", "Not a directory", "Directory not empty",
			"File exists", "Invalid argument", "Too many levels of symbolic links", "No such file or directory");

	private static final Set<String> shortages = Set.of("No space left on device", "Disk quota exceeded",
			"Too many open files", "Too many open files in system", "Read-only file system", "File too large");

	private FsProblems() {
	}

	static ProblemException outside(String field, String value, String expected) {
		return new ProblemException(ProblemType.OUTSIDE_WORKSPACE, detail(field, value, expected));
	}

	static ProblemException unusable(String field, String value, String expected) {
		return new ProblemException(ProblemType.UNUSABLE_VALUE, detail(field, value, expected));
	}

	static ProblemException conflict(WorkspacePath path, String state) {
		return about(ProblemType.CONFLICT, path, state);
	}

	static ProblemException tooLarge(String field, long size, long most) {
		return new ProblemException(ProblemType.TOO_LARGE,
				"%s: %d bytes (expected: at most %d bytes)".formatted(field, size, most))
			.with("limit", most);
	}

	private static String detail(String field, String value, String expected) {
		return "%s: %s (expected: %s)".formatted(field, Problems.abridged(value), expected);
	}

	private static ProblemException about(ProblemType type, WorkspacePath path, String state) {
		return new ProblemException(type, quoted(path) + " " + state);
	}

	private static String quoted(WorkspacePath path) {
		return path.isWorkspace() ? "The workspace" : Problems.abridged(path.toString());
	}

	/** What a failed access to a path means to the caller. */
	static ProblemException of(WorkspacePath path, IOException failure) {
		return switch (failure) {
			case RefusedEntryException refused -> refused(path, refused);
			case NotTextException binary -> about(ProblemType.UNSUPPORTED_MEDIA_TYPE, path,
					"is not UTF-8 text (expected: text; GET /fs/raw/{path} answers any bytes)");
			case ChangedMeanwhileException changed -> conflict(path, "was changed by someone else meanwhile");
			case NoSuchFileException absent ->
				about(ProblemType.NOT_FOUND, path, "does not exist (expected: a path in the workspace)");
			case NotDirectoryException file ->
				about(ProblemType.NOT_FOUND, path, "does not exist: a name on the way to it is not a folder");
			case FileAlreadyExistsException there -> conflict(path, "already exists");
			case DirectoryNotEmptyException full ->
				conflict(path, "is a folder that is not empty (expected: an empty folder)");
			case AccessDeniedException denied ->
				about(ProblemType.NOT_ALLOWED, path, "cannot be used: the bus has no permission");
			case AtomicMoveNotSupportedException elsewhere ->
				about(ProblemType.UNUSABLE_VALUE, path, "is on another file system (expected: the workspace's own)");
			default -> byReason(path, failure);
		};
	}

	private static ProblemException refused(WorkspacePath path, RefusedEntryException refused) {
		String name = Problems.abridged(refused.name());
		return switch (refused.found()) {
			case SYMLINK -> about(ProblemType.OUTSIDE_WORKSPACE, path,
					"leads through the symbolic link %s (expected: no links; they are not followed)".formatted(name));
			case DIRECTORY -> about(ProblemType.UNUSABLE_VALUE, path, "is a folder (expected: a file)");
			case FILE -> conflict(path, "cannot be: %s is a file (expected: a folder)".formatted(name));
			case OTHER -> about(ProblemType.NOT_ALLOWED, path,
					"is a pipe, socket or device (expected: a regular file or folder)");
		};
	}

	private static ProblemException byReason(WorkspacePath path, IOException failure) {
		String message = String.valueOf(failure.getMessage());
		if (shortages.stream().anyMatch(message::contains)) {
			return new ProblemException(ProblemType.UNAVAILABLE,
					"The workspace cannot take this now: its disk is full or read-only, or too many files are open.",
					failure);
		}
		if (changes.stream().anyMatch(message::contains)) {
			return conflict(path, "was changed by someone else meanwhile");
		}
		return new ProblemException(ProblemType.INTERNAL,
				"The bus failed on this request; its log has the cause under the request id.", failure);
	}

}
