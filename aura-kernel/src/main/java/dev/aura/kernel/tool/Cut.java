package dev.aura.kernel.tool;

import java.util.ArrayList;
import java.util.List;

/**
 * The size of what a tool tells the model.
 *
 * @param kept the items that fit
 * @param whole whether all of them did
 */
record Cut(List<String> kept, boolean whole) {

	/** The most characters of data in one result. */
	static final int LIMIT = 16_000;

	/** The first items that fit the limit together, a line each. */
	static Cut items(List<String> items) {
		List<String> kept = new ArrayList<>();
		int size = 0;
		for (String item : items) {
			size += item.length() + 1;
			if (size > LIMIT) {
				return new Cut(kept, false);
			}
			kept.add(item);
		}
		return new Cut(kept, true);
	}

	String lines() {
		return String.join("\n", this.kept);
	}

	/**
	 * The beginning and the end of a text, when it is longer than a number of characters.
	 */
	static String middle(String text, int limit) {
		if (text.length() <= limit) {
			return text;
		}
		int head = boundary(text, limit / 2);
		int tail = boundary(text, text.length() - limit / 2);
		return text.substring(0, head) + "\n[… " + (tail - head) + " characters left out …]\n" + text.substring(tail);
	}

	/** The nearest place at or before one where no character is torn in two. */
	static int boundary(String text, int place) {
		boolean torn = place > 0 && place < text.length() && Character.isLowSurrogate(text.charAt(place));
		return torn ? place - 1 : place;
	}

}
