package dev.aura.bus.web;

import dev.aura.api.web.FetchResult;
import org.jspecify.annotations.Nullable;

/**
 * A page as markdown.
 *
 * @param url where it was found, after redirects
 * @param title empty when it has none
 */
record Page(String url, String title, String markdown) {

	/**
	 * A part of the page; empty beyond its end. Never ends or begins within a character.
	 */
	FetchResult part(int offset, int limit) {
		int length = this.markdown.length();
		int start = whole(Math.min(offset, length));
		int end = whole((int) Math.min(length, (long) offset + limit));
		if (end <= start && start < length) {
			end = start + Character.charCount(this.markdown.codePointAt(start));
		}
		@Nullable Integer next = (end < length) ? end : null;
		return new FetchResult(this.url, this.title, this.markdown.substring(start, end), length, next);
	}

	/** The index itself, or that of the surrogate pair around it. */
	private int whole(int index) {
		boolean inside = index > 0 && index < this.markdown.length()
				&& Character.isSurrogatePair(this.markdown.charAt(index - 1), this.markdown.charAt(index));
		return inside ? index - 1 : index;
	}

}
