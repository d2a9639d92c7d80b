package dev.aura.kernel.run;

import java.nio.file.Path;

/**
 * A journal that was changed or damaged; its message names the file and, where that has
 * some, the line.
 */
public final class CorruptJournalException extends RuntimeException {

	CorruptJournalException(Path file, long line, String what) {
		super("%s: line %d %s (expected: the journal as it was written; nothing after it can be trusted)"
			.formatted(file, line, what));
	}

	CorruptJournalException(Path file, String what) {
		super("%s %s (expected: the text that the journal names)".formatted(file, what));
	}

}
