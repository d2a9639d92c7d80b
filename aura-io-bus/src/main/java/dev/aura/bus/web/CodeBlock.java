package dev.aura.bus.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Code in markdown: as many backticks around it as it needs. */
final class CodeBlock {

	private static final Pattern LANGUAGE = Pattern
		.compile("(?:^|\\s)(?:language-|lang-|highlight-source-|highlight-|brush:\\s*)([A-Za-z0-9+#_.-]{1,20})");

	private CodeBlock() {
	}

	/** The lines of a fenced block. */
	static List<String> lines(Element pre) {
		String text = pre.wholeText().replace("\r\n", "\n").stripTrailing();
		List<String> lines = new ArrayList<>();
		String fence = "`".repeat(Math.max(3, longestRun(text) + 1));
		lines.add(fence + language(pre));
		text.lines().dropWhile(String::isBlank).forEach(lines::add);
		lines.add(fence);
		return lines;
	}

	/** Code within a line. */
	static String inline(String text) {
		String fence = "`".repeat(longestRun(text) + 1);
		return (fence.length() == 1) ? fence + text + fence : fence + " " + text + " " + fence;
	}

	/** By the class of the element, of the code in it, or of the frame around it. */
	private static String language(Element pre) {
		Element parent = pre.parent();
		for (Element element : new @Nullable Element[] { pre.selectFirst("code"), pre, parent,
				(parent != null) ? parent.parent() : null }) {
			Matcher matcher = LANGUAGE.matcher((element != null) ? element.className() : "");
			if (matcher.find()) {
				return matcher.group(1);
			}
		}
		return "";
	}

	private static int longestRun(String text) {
		int longest = 0;
		int run = 0;
		for (int i = 0; i < text.length(); i++) {
			run = (text.charAt(i) == '`') ? run + 1 : 0;
			longest = Math.max(longest, run);
		}
		return longest;
	}

}
