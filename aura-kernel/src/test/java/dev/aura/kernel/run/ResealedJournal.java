package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A journal that somebody changed who knows how to seal it. */
public final class ResealedJournal {

	private static final String SEAL = ",\"hash\":\"";

	private ResealedJournal() {
	}

	/** Replaces a text, which has to be there, and seals all lines anew. */
	public static void replace(Path file, String text, String by) throws IOException {
		List<String> lines = new ArrayList<>();
		String hash = Seal.FIRST;
		boolean found = false;
		for (String line : Files.readAllLines(file)) {
			String object = line.substring(0, line.lastIndexOf(SEAL)) + "}";
			found |= object.contains(text);
			lines.add(Seal.close(object.replace(text, by), hash));
			hash = Seal.of(lines.getLast());
		}
		if (!found) {
			throw new IllegalArgumentException(text);
		}
		Files.write(file, lines);
	}

}
