package dev.aura.bus.memory;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Text as FTS5 should see it. Its tokenizer takes a run of letters for one word, which
 * scripts without blanks between words make useless; so every two neighbouring letters of
 * such a script become a word, and the last letter one of its own.
 */
final class Terms {

	private static final Set<UnicodeScript> WITHOUT_BLANKS = EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA,
			UnicodeScript.KATAKANA, UnicodeScript.HANGUL, UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER,
			UnicodeScript.MYANMAR);

	private Terms() {
	}

	/** What is to be searched instead of a text; null when it is the text itself. */
	static @Nullable String of(@Nullable String context, String text) {
		String whole = (context != null) ? context + "\n" + text : text;
		if (whole.codePoints().anyMatch(Terms::isWithoutBlanks)) {
			return split(whole);
		}
		return (context != null) ? whole : null;
	}

	/** Whether a letter is of a script that has no blanks between words. */
	static boolean isWithoutBlanks(int codePoint) {
		return codePoint > 0xdff && (WITHOUT_BLANKS.contains(UnicodeScript.of(codePoint)) || codePoint == 'ー');
	}

	private static String split(String text) {
		StringBuilder split = new StringBuilder(text.length() * 3);
		for (int i = 0; i < text.length();) {
			int letter = text.codePointAt(i);
			int next = i + Character.charCount(letter);
			if (isWithoutBlanks(letter)) {
				split.append(' ').appendCodePoint(letter);
				if (next < text.length() && isWithoutBlanks(text.codePointAt(next))) {
					split.appendCodePoint(text.codePointAt(next));
				}
				split.append(' ');
			}
			else {
				split.appendCodePoint(letter);
			}
			i = next;
		}
		return split.toString();
	}

}
