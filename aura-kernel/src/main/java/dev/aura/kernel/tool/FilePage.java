package dev.aura.kernel.tool;

import dev.aura.api.fs.ReadResult;

/** A page of a file as the model sees it. */
final class FilePage {

	private FilePage() {
	}

	/** As many whole lines as fit, and how to go on. */
	static String of(ReadResult file, long offset) {
		if (file.content().isEmpty()) {
			return "%s has %d lines, %d bytes; there is nothing from line %d on.".formatted(file.path(),
					file.totalLines(), file.size(), offset);
		}
		int end = end(file.content());
		String shown = file.content().substring(0, end);
		long next = offset + lines(shown);
		String head = "%s: lines %d to %d of %d.\n".formatted(file.path(), offset, next - 1, file.totalLines());
		return head + Data.of("file " + file.path(), shown) + rest(file, shown, next);
	}

	private static String rest(ReadResult file, String shown, long next) {
		if (!shown.endsWith("\n") && shown.length() < file.content().length()) {
			return "\nThis line is longer than what can be shown: execute_code can read its rest."
					+ ((next < file.totalLines()) ? " The next line has offset " + next + "." : "");
		}
		return (next < file.totalLines()) ? "\nThere is more: go on with offset " + next + "." : "";
	}

	/** After the last line that fits, or within the first when not even that does. */
	private static int end(String content) {
		if (content.length() <= Cut.LIMIT) {
			return content.length();
		}
		int line = content.lastIndexOf('\n', Cut.LIMIT - 1) + 1;
		return (line > 0) ? line : Cut.boundary(content, Cut.LIMIT);
	}

	private static long lines(String text) {
		return text.chars().filter((character) -> character == '\n').count() + (text.endsWith("\n") ? 0 : 1);
	}

}
