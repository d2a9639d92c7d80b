package dev.aura.bus.memory.document;

import java.util.ArrayList;
import java.util.List;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** A page as its visible text, cut before its headings. */
final class HtmlReader {

	private HtmlReader() {
	}

	static List<Section> read(String html) throws UnreadableException {
		Document page = Jsoup.parse(html);
		page.select("script, style, noscript, template, svg, iframe, object, nav, [hidden]").remove();
		Collector collector = new Collector();
		if (!page.title().isBlank()) {
			collector.headings.open(0, page.title());
		}
		page.body().traverse(collector);
		collector.cut();
		List<Section> clean = new ArrayList<>();
		for (Section section : collector.sections) {
			clean.add(new Section(section.kind(), section.context(), section.start(), Text.storable(section.text()),
					null));
		}
		return clean;
	}

	private static final class Collector implements NodeVisitor {

		private final List<Section> sections = new ArrayList<>();

		private final Headings headings = new Headings();

		private final StringBuilder text = new StringBuilder();

		private int position;

		@Override
		public void head(Node node, int depth) {
			switch (node) {
				case TextNode words -> append(words.isBlank() ? " " : words.text());
				case Element element when level(element) > 0 -> {
					cut();
					this.headings.open(level(element), element.text());
				}
				case Element element when element.nameIs("br") -> line();
				case Element element when element.isBlock() -> line();
				default -> {
				}
			}
		}

		@Override
		public void tail(Node node, int depth) {
			if (node instanceof Element element && (element.isBlock() || element.nameIs("tr"))) {
				line();
			}
			else if (node instanceof Element element && (element.nameIs("td") || element.nameIs("th"))) {
				append(" ");
			}
		}

		private void append(String words) {
			boolean spaced = this.text.isEmpty() || Character.isWhitespace(this.text.charAt(this.text.length() - 1));
			this.text.append((spaced && words.startsWith(" ")) ? words.substring(1) : words);
		}

		private void line() {
			if (!this.text.isEmpty() && this.text.charAt(this.text.length() - 1) != '\n') {
				this.text.append('\n');
			}
		}

		private void cut() {
			this.sections
				.add(new Section(Section.Kind.PROSE, this.headings.path(), this.position, this.text.toString(), null));
			this.position += this.text.length();
			this.text.setLength(0);
		}

		private static int level(Element element) {
			String name = element.normalName();
			return (name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6')
					? name.charAt(1) - '0' : 0;
		}

	}

}
