package dev.aura.bus.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Finds the part of a page that a reader came for. Paragraphs give points to what
 * encloses them, as in Arc90's Readability; the best enclosure wins. A page without an
 * article, such as a list of links, is kept whole.
 */
final class MainContent {

	/**
	 * The content of a page.
	 *
	 * @param root encloses it
	 * @param dropped elements inside that are not part of it, with everything in them
	 */
	record Content(Element root, Set<Element> dropped) {
	}

	/** Characters; a shorter paragraph says nothing about where the content is. */
	private static final int PARAGRAPH = 25;

	/** Characters; content with less text is no article. */
	private static final int ARTICLE = 250;

	/** How many enclosures a paragraph gives points to. */
	private static final int LEVELS = 4;

	private final Map<Element, TextMeasure> measures;

	private final Map<Element, Boolean> surrounded = new HashMap<>();

	private final Set<Element> dropped;

	private MainContent(Document page) {
		this.dropped = Boilerplate.of(page);
		this.measures = TextMeasure.of(page.body(), this.dropped);
	}

	/** Finds the content of a page, which stays as it is. */
	static Content of(Document page) {
		return new MainContent(page).find(page.body());
	}

	private Content find(Element body) {
		body.select("p, pre, blockquote, li, td, dd, section, div").forEach(this::score);
		Element best = best();
		if (best == null || measure(best).text() < ARTICLE) {
			return without(whole(body), this::surroundsPage);
		}
		Element content = enclosing(best, body);
		int text = measure(content).text();
		return without(content, (element) -> surroundsArticle(element, text));
	}

	private void score(Element paragraph) {
		TextMeasure measure = this.measures.get(paragraph);
		if (measure == null) {
			return;
		}
		boolean running = paragraph.nameIs("p") || paragraph.nameIs("pre");
		int length = running ? measure.text() : measure.own();
		if (length < PARAGRAPH || isSurrounded(paragraph)) {
			return;
		}
		double points = 1 + Math.min(measure.commas(), 10) + Math.min(length / 100.0, 3);
		int level = 0;
		for (Element parent = paragraph.parent(); parent != null; parent = parent.parent()) {
			measure(parent).give(length, (level < LEVELS) ? points / share(level) : 0);
			level++;
		}
	}

	private static int share(int level) {
		return (level < 2) ? level + 1 : level * 3;
	}

	private boolean isSurrounded(@Nullable Element element) {
		if (element == null) {
			return false;
		}
		Boolean known = this.surrounded.get(element);
		if (known == null) {
			known = Boilerplate.surrounds(element) || isSurrounded(element.parent());
			this.surrounded.put(element, known);
		}
		return known;
	}

	private @Nullable Element best() {
		Element best = null;
		double most = 0;
		for (Map.Entry<Element, TextMeasure> candidate : this.measures.entrySet()) {
			double score = candidate.getValue().score() * (1 - candidate.getValue().linkDensity());
			if (score > most) {
				most = score;
				best = candidate.getKey();
			}
		}
		return best;
	}

	/** Climbs to the article, or while the enclosure has clearly more running text. */
	private Element enclosing(Element best, Element body) {
		Element content = best;
		for (Element parent = best.parent(); parent != null && parent != body; parent = parent.parent()) {
			double growth = (double) measure(parent).running() / Math.max(1, measure(content).running());
			if ((growth > 1.3 && measure(parent).linkDensity() < 0.3) || (parent.nameIs("article") && growth < 3)) {
				content = parent;
			}
		}
		return content;
	}

	private Element whole(Element body) {
		Element main = body.selectFirst("main, [role=main]");
		return (main != null && measure(main).text() * 2 > measure(body).text()) ? main : body;
	}

	private Content without(Element content, Predicate<Element> surrounding) {
		for (Element element : content.select("*")) {
			if (element != content && this.measures.containsKey(element) && surrounding.test(element)) {
				this.dropped.add(element);
			}
		}
		return new Content(content, this.dropped);
	}

	private boolean surroundsPage(Element element) {
		return Boilerplate.surrounds(element) && measure(element).linkDensity() > 0.5;
	}

	private boolean surroundsArticle(Element element, int text) {
		TextMeasure measure = measure(element);
		return switch (element.normalName()) {
			case "ul", "ol", "div", "section", "table" ->
				isTeaser(measure, text) || (Boilerplate.surrounds(element) && measure.text() * 2 < text);
			default -> Boilerplate.surrounds(element) && measure.text() * 2 < text;
		};
	}

	/** A list of links to elsewhere inside an article. */
	private static boolean isTeaser(TextMeasure measure, int text) {
		return measure.linkDensity() > 0.6 && measure.text() > 0 && measure.text() * 3 < text && measure.running() == 0;
	}

	private TextMeasure measure(Element element) {
		return this.measures.computeIfAbsent(element, (key) -> new TextMeasure());
	}

}
