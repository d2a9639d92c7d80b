package dev.aura.bus.memory;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a text.
 *
 * @param start where it begins in the text, in UTF-16 units
 * @param context headings above it
 */
record Chunk(int start, String text, @Nullable String context) {

	Chunk(int start, String text) {
		this(start, text, null);
	}

	/** What the embedding is made of. */
	String embedded() {
		return (this.context != null) ? this.context + "\n" + this.text : this.text;
	}

}
