package dev.aura.bus.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** How much text an element holds, in characters, and how much of it reads as prose. */
final class TextMeasure {

	private int text;

	private int own;

	private int links;

	private int commas;

	private int running;

	private double score;

	/**
	 * Measures an element and everything in it but what is dropped, in one pass and
	 * without recursion.
	 */
	static Map<Element, TextMeasure> of(Element root, Set<Element> dropped) {
		Map<Element, TextMeasure> measures = new LinkedHashMap<>();
		NodeTraversor.filter(new NodeFilter() {
			private int links;

			@Override
			public FilterResult head(Node node, int depth) {
				if (node instanceof Element element) {
					if (dropped.contains(element)) {
						return FilterResult.SKIP_ENTIRELY;
					}
					measures.put(element, new TextMeasure());
					this.links += element.nameIs("a") ? 1 : 0;
				}
				else if (node instanceof TextNode text
						&& measures.get(node.parentNode()) instanceof TextMeasure parent) {
					parent.add(text.text().strip(), this.links > 0);
				}
				return FilterResult.CONTINUE;
			}

			@Override
			public FilterResult tail(Node node, int depth) {
				if (node instanceof Element element) {
					this.links -= element.nameIs("a") ? 1 : 0;
					if (node != root && measures.get(element.parentNode()) instanceof TextMeasure parent) {
						parent.add(measures.getOrDefault(element, new TextMeasure()));
					}
				}
				return FilterResult.CONTINUE;
			}
		}, root);
		return measures;
	}

	private void add(String value, boolean link) {
		this.text += value.length();
		this.own += value.length();
		this.links += link ? value.length() : 0;
		this.commas += (int) value.chars()
			.filter((each) -> each == ',' || each == '\uff0c' || each == '\u3001')
			.count();
	}

	private void add(TextMeasure child) {
		this.text += child.text;
		this.links += child.links;
		this.commas += child.commas;
	}

	/** Credits a paragraph inside. */
	void give(int length, double points) {
		this.running += length;
		this.score += points;
	}

	int text() {
		return this.text;
	}

	/** Text that is not in a child element. */
	int own() {
		return this.own;
	}

	int commas() {
		return this.commas;
	}

	/** Text in paragraphs. */
	int running() {
		return this.running;
	}

	double score() {
		return this.score;
	}

	/** The share of text that is in links, 0 to 1. */
	double linkDensity() {
		return (this.text == 0) ? 0 : (double) this.links / this.text;
	}

}
