package dev.aura.bus.memory.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown, cut before its headings; the text stays as it is written. */
final class MarkdownReader {

	private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})(?=[ \\t]|$)");

	private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})");

	private MarkdownReader() {
	}

	static List<Section> read(String text) {
		List<Section> sections = new ArrayList<>();
		Headings headings = new Headings();
		String fence = null;
		int begin = 0;
		int line = 0;
		while (line < text.length()) {
			int newline = text.indexOf('\n', line);
			int end = (newline < 0) ? text.length() : newline + 1;
			String content = text.substring(line, end).stripTrailing();
			Matcher marks = FENCE.matcher(content);
			if (marks.lookingAt()) {
				if (fence == null) {
					fence = marks.group(1);
				}
				else if (content.strip().startsWith(fence)) {
					fence = null;
				}
			}
			Matcher heading = HEADING.matcher(content);
			if (fence == null && heading.lookingAt()) {
				sections.add(section(headings, begin, text.substring(begin, line)));
				headings.open(heading.group(1).length(), withoutClosing(content.substring(heading.end()).strip()));
				begin = line;
			}
			line = end;
		}
		sections.add(section(headings, begin, text.substring(begin)));
		return sections;
	}

	/** A heading may end as it began, after a blank. */
	private static String withoutClosing(String heading) {
		int end = heading.length();
		while (end > 0 && heading.charAt(end - 1) == '#') {
			end--;
		}
		boolean closing = end == 0 || heading.charAt(end - 1) == ' ' || heading.charAt(end - 1) == '\t';
		return closing ? heading.substring(0, end).strip() : heading;
	}

	private static Section section(Headings headings, int begin, String text) {
		return new Section(Section.Kind.PROSE, headings.path(), begin, text, null);
	}

}
