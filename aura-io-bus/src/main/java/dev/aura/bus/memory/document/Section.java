package dev.aura.bus.memory.document;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a document that belongs together.
 *
 * @param context the headings above it, outermost first; null without any
 * @param start where it begins in the text of the document, in UTF-16 units
 * @param page counted from 1; null where there are no pages
 */
public record Section(Kind kind, @Nullable String context, int start, String text, @Nullable Integer page) {

	/** How a section should be cut. */
	public enum Kind {

		/** Between sentences. */
		PROSE,
		/** Between functions, then between blocks. */
		CODE

	}

}
