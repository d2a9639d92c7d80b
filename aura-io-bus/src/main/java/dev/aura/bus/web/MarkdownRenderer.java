package dev.aura.bus.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * Renders an element as GitHub-flavoured markdown, without recursion over the tree. Words
 * are not escaped: the markdown is read, not rendered again.
 */
final class MarkdownRenderer implements NodeFilter {

	/** Characters; a link around more text than this is a wrapper, not a link. */
	private static final int LINK_TEXT = 500;

	private final MarkdownWriter writer;

	private final int limit;

	private final Set<Element> dropped;

	/** Elements with a block somewhere inside. */
	private final Set<Element> containers;

	/** The number of the next item of each open list; 0 in a list without numbers. */
	private final Deque<int[]> lists = new ArrayDeque<>();

	/** The address of each open link; empty when it is not rendered as one. */
	private final Deque<String> links = new ArrayDeque<>();

	/** Above 0 inside links and table cells, where blocks become spaces. */
	private int flat;

	private MarkdownRenderer(int limit, Set<Element> dropped, Set<Element> containers) {
		this.writer = new MarkdownWriter(limit);
		this.limit = limit;
		this.dropped = dropped;
		this.containers = containers;
	}

	/**
	 * Renders the content of a page.
	 * @throws TooLargeException beyond {@code limit} characters
	 */
	static String render(MainContent.Content content, int limit) {
		MarkdownRenderer renderer = new MarkdownRenderer(limit, content.dropped(), containers(content.root()));
		NodeTraversor.filter(renderer, content.root());
		return renderer.writer.toString();
	}

	private static Set<Element> containers(Element content) {
		Set<Element> containers = new HashSet<>();
		for (Element block : content.select("*")) {
			if (block.isBlock() || block.nameIs("pre")) {
				Element parent = block.parent();
				while (parent != null && containers.add(parent)) {
					parent = parent.parent();
				}
			}
		}
		return containers;
	}

	/** Renders a table cell on one line. */
	private String cell(Element cell) {
		MarkdownRenderer renderer = new MarkdownRenderer(this.limit, this.dropped, this.containers);
		renderer.flat = 1;
		NodeTraversor.filter(renderer, cell);
		return renderer.writer.toString().replace("|", "\\|");
	}

	@Override
	public FilterResult head(Node node, int depth) {
		if (node instanceof TextNode text) {
			this.writer.text(text.getWholeText());
		}
		return (node instanceof Element element) ? open(element) : FilterResult.CONTINUE;
	}

	@Override
	public FilterResult tail(Node node, int depth) {
		if (node instanceof Element element) {
			close(element);
		}
		return FilterResult.CONTINUE;
	}

	private FilterResult open(Element element) {
		if (this.dropped.contains(element)) {
			return FilterResult.SKIP_ENTIRELY;
		}
		switch (element.normalName()) {
			case "h1", "h2", "h3", "h4", "h5", "h6" -> openHeading(element);
			case "strong", "b", "em", "i", "del", "s", "strike", "sup" -> openMark(element);
			case "ul", "ol", "menu" -> openList(element);
			case "li" -> openItem();
			case "dt" -> line();
			case "dd" -> indent(": ", "  ");
			case "blockquote" -> indent("> ", "> ");
			case "a" -> {
				return openLink(element);
			}
			case "pre" -> {
				return pre(element);
			}
			case "code", "kbd", "samp", "tt" -> {
				return code(element);
			}
			case "table" -> {
				return table(element);
			}
			case "img" -> image(element);
			case "br" -> line();
			case "hr" -> rule();
			case "td", "th" -> this.writer.space();
			default -> blockIf(element.isBlock());
		}
		return FilterResult.CONTINUE;
	}

	private void close(Element element) {
		switch (element.normalName()) {
			case "h1", "h2", "h3", "h4", "h5", "h6" -> closeHeading();
			case "strong", "b", "em", "i", "del", "s", "strike", "sup" -> closeMark(element);
			case "ul", "ol", "menu" -> closeList();
			case "li", "dd", "blockquote" -> outdent();
			case "a" -> closeLink();
			case "dt" -> line();
			case "pre", "code", "kbd", "samp", "tt", "table", "img", "br", "hr" -> {
			}
			case "td", "th" -> this.writer.space();
			default -> blockIf(element.isBlock());
		}
	}

	private void blockIf(boolean block) {
		if (block && this.flat > 0) {
			this.writer.space();
		}
		else if (block) {
			this.writer.block();
		}
	}

	private void line() {
		if (this.flat > 0) {
			this.writer.space();
		}
		else {
			this.writer.line();
		}
	}

	private void openHeading(Element heading) {
		blockIf(true);
		this.writer.open((this.flat > 0) ? "" : "#".repeat(heading.normalName().charAt(1) - '0') + " ");
	}

	private void closeHeading() {
		this.writer.close("");
		blockIf(true);
	}

	private void openMark(Element element) {
		if (!this.containers.contains(element)) {
			this.writer.open(mark(element));
		}
	}

	private void closeMark(Element element) {
		if (!this.containers.contains(element)) {
			this.writer.close(element.nameIs("sup") ? "" : mark(element));
		}
	}

	private static String mark(Element element) {
		return switch (element.normalName()) {
			case "strong", "b" -> "**";
			case "em", "i" -> "*";
			// 10<sup>6</sup> must not read as 106; a footnote's number may.
			case "sup" -> (element.selectFirst("a") != null) ? "" : "^";
			default -> "~~";
		};
	}

	private void openList(Element list) {
		if (this.lists.isEmpty()) {
			blockIf(true);
		}
		this.lists.push(new int[] { list.nameIs("ol") ? start(list) : 0 });
	}

	private static int start(Element list) {
		String start = list.attr("start");
		return start.matches("[1-9]\\d{0,5}") ? Integer.parseInt(start) : 1;
	}

	private void closeList() {
		this.lists.pop();
		if (this.lists.isEmpty()) {
			blockIf(true);
		}
	}

	private void openItem() {
		int[] number = this.lists.peek();
		String marker = (number == null || number[0] == 0) ? "- " : number[0]++ + ". ";
		indent(marker, " ".repeat(marker.length()));
	}

	private void indent(String first, String rest) {
		if (first.startsWith(">")) {
			blockIf(true);
		}
		else {
			line();
		}
		if (this.flat == 0) {
			this.writer.push(first, rest);
		}
	}

	private void outdent() {
		line();
		if (this.flat == 0) {
			this.writer.pop();
		}
	}

	private FilterResult openLink(Element link) {
		String text = link.text();
		if (text.length() < 3 && link.attr("href").startsWith("#") && text.chars().noneMatch(Character::isLetterOrDigit)
				&& link.selectFirst("img[alt]") == null) {
			return FilterResult.SKIP_ENTIRELY;
		}
		String url = (text.length() > LINK_TEXT && this.containers.contains(link)) ? "" : Links.target(link);
		this.links.push(url);
		if (!url.isEmpty()) {
			this.writer.open("[");
			this.flat++;
		}
		return FilterResult.CONTINUE;
	}

	private void closeLink() {
		String url = this.links.pop();
		if (!url.isEmpty()) {
			this.flat--;
			this.writer.close("](" + url + ")");
		}
	}

	private FilterResult pre(Element pre) {
		if (this.flat > 0) {
			return code(pre);
		}
		this.writer.verbatim(CodeBlock.lines(pre));
		return FilterResult.SKIP_ENTIRELY;
	}

	private FilterResult code(Element code) {
		String text = code.text();
		if (!text.isBlank()) {
			this.writer.piece(CodeBlock.inline(text));
		}
		return FilterResult.SKIP_ENTIRELY;
	}

	private FilterResult table(Element table) {
		blockIf(true);
		if (this.flat > 0 || !DataTable.isData(table)) {
			return FilterResult.CONTINUE;
		}
		this.writer.verbatim(DataTable.lines(table, this::cell));
		return FilterResult.SKIP_ENTIRELY;
	}

	private void image(Element image) {
		String alt = image.attr("alt").strip().replaceAll("\\s+", " ");
		if (!alt.isEmpty()) {
			String source = Links.url(image, "src");
			this.writer.piece(source.isEmpty() ? alt : "![" + alt + "](" + source + ")");
		}
	}

	private void rule() {
		if (this.flat == 0) {
			this.writer.block();
			this.writer.piece("---");
			this.writer.block();
		}
	}

}
