package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal file holds that can be trusted.
 *
 * @param lines as they were written, the header first
 * @param lastHash of the last line
 * @param length of the file up to the end of the last line, in bytes
 * @param torn bytes behind it that a dying process left
 */
record JournalContents(List<String> lines, String lastHash, long length, long torn) {

	/**
	 * Reads a journal and checks every line. Damage at the end is what a crash leaves; it
	 * is left out and counted.
	 * @throws CorruptJournalException when a line is damaged and others follow
	 */
	static JournalContents read(Path file) throws IOException {
		byte[] bytes = new Packed(file).readAllBytes();
		List<String> lines = new ArrayList<>();
		String hash = Seal.FIRST;
		int start = 0;
		while (start < bytes.length) {
			int end = end(bytes, start);
			String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
			if (end == bytes.length || !Seal.holds(line, hash)) {
				refuseDamageWithin(file, bytes, start, end, lines.size() + 1L);
				break;
			}
			lines.add(line);
			hash = Seal.of(line);
			start = end + 1;
		}
		return new JournalContents(lines, hash, start, bytes.length - start);
	}

	/**
	 * A block that never reached the disk reads as zeros; whatever follows it was not
	 * forced either.
	 */
	private static void refuseDamageWithin(Path file, byte[] bytes, int start, int end, long number) {
		for (int i = start; i < end; i++) {
			if (bytes[i] == 0) {
				return;
			}
		}
		int next = end + 1;
		while (next < bytes.length) {
			int nextEnd = end(bytes, next);
			String line = new String(bytes, next, nextEnd - next, StandardCharsets.UTF_8);
			if (nextEnd < bytes.length && !Seal.of(line).isEmpty()) {
				throw new CorruptJournalException(file, number, "is not what was written");
			}
			next = nextEnd + 1;
		}
	}

	private static int end(byte[] bytes, int start) {
		int end = start;
		while (end < bytes.length && bytes[end] != '\n') {
			end++;
		}
		return end;
	}

}
