package dev.aura.kernel.tool;

import java.util.regex.Pattern;

/**
 * Text that comes from outside: files, pages, memories, program output. It reaches the
 * model between tags that say so, and cannot close them itself.
 */
final class Data {

	private static final Pattern CLOSING_TAG = Pattern.compile("</(?=\\s*data)", Pattern.CASE_INSENSITIVE);

	private Data() {
	}

	/** The text, marked. */
	static String of(String source, String text) {
		String inside = CLOSING_TAG.matcher(text).replaceAll("<\\\\/");
		String note = inside.equals(text) ? "" : "\n(Inside the data, <\\/data stands for a closing data tag.)";
		String end = inside.endsWith("\n") ? "" : "\n";
		return "<data source=\"" + attribute(source) + "\">\n" + inside + end + "</data>" + note;
	}

	private static String attribute(String source) {
		String plain = source.replaceAll("[\\p{Cntrl}\"<>]", " ").strip();
		return (plain.length() <= 300) ? plain : plain.substring(0, 300) + "…";
	}

}
