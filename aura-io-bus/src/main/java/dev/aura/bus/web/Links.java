package dev.aura.bus.web;

import org.jsoup.nodes.Element;

/** Addresses that a page points to. */
final class Links {

	/** Characters; longer addresses are tokens and data, and of no use to a reader. */
	private static final int LONGEST = 2_000;

	private Links() {
	}

	/**
	 * Where a link leads; empty when it leads nowhere else or to something unreadable.
	 */
	static String target(Element link) {
		return link.attr("href").startsWith("#") ? "" : url(link, "href");
	}

	/** An attribute as an absolute http address, safe inside parentheses; else empty. */
	static String url(Element element, String attribute) {
		if (element.attr(attribute).length() > LONGEST) {
			return "";
		}
		String url = element.absUrl(attribute);
		if (url.length() > LONGEST || !(url.startsWith("http://") || url.startsWith("https://"))) {
			return "";
		}
		return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20");
	}

}
