package dev.aura.bus.memory.document;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The headings that are open at a place of a document. */
final class Headings {

	private static final int MAX_HEADING = 120;

	private static final int MAX_CONTEXT = 300;

	private final List<Heading> open = new ArrayList<>();

	/** Opens a heading and closes those of its level and below. */
	void open(int level, String text) {
		this.open.removeIf((heading) -> heading.level() >= level);
		String plain = text.strip().replaceAll("\\s+", " ");
		if (!plain.isEmpty()) {
			this.open.add(new Heading(level, cut(plain, MAX_HEADING)));
		}
	}

	/** All of them, outermost first; null when there is none. */
	@Nullable String path() {
		return this.open.isEmpty() ? null
				: cut(String.join(" › ", this.open.stream().map(Heading::text).toList()), MAX_CONTEXT);
	}

	private static String cut(String text, int length) {
		if (text.length() <= length) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
	}

	private record Heading(int level, String text) {
	}

}
