package dev.aura.bus.web;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What surrounds the content of a page and is no part of it. */
final class Boilerplate {

	/** A form with more text than this is a wrapper around the page itself. */
	private static final int FORM_TEXT = 1_000;

	private static final String NEVER = "script, style, noscript, template, svg, iframe, object, embed, canvas, audio, "
			+ "video, link, meta, input, select, textarea, datalist, dialog, nav, [role=navigation], [role=dialog], "
			+ "[role=alertdialog], [role=search], [role=menu], [role=menubar]";

	private static final Pattern HIDDEN = Pattern.compile("(?i)(display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

	/**
	 * Names that sites give to what surrounds an article. Comments are not among them: on
	 * a discussion they are the content.
	 */
	private static final Pattern AROUND = Pattern.compile("(?i)(^|[\\s_-])(ad-?(box|slot|unit|container)|advert\\w*|"
			+ "banner|breadcrumbs?|comment-?(list|form|respond)|cookies?|consent|disqus\\w*|disclaimer|footer|gdpr|"
			+ "masthead|menu|modal|newsletter|outbrain|pagination|pager|paywall|popup|promo\\w*|recirc\\w*|"
			+ "recommend\\w*|related\\w*|share|sharing|shar(e|ing)-\\w+|sidebar|signup|skip-?link|social\\w*|"
			+ "sponsor\\w*|subscri\\w+|taboola|toolbar|widget|trending|most-?(read|popular)|read-?(more|next)|"
			+ "more-?(stories|news|articles)|author-?(bio|box)|byline|tags?|tag-?list|topics|caption-?credit)"
			+ "([\\s_-]|$)");

	private Boilerplate() {
	}

	/** What is never content: scripts, controls, navigation, hidden parts. */
	static Set<Element> of(Document page) {
		Set<Element> dropped = new HashSet<>(page.select(NEVER));
		page.select("button").stream().filter((button) -> !isInHeading(button)).forEach(dropped::add);
		page.select("form").stream().filter((form) -> form.text().length() <= FORM_TEXT).forEach(dropped::add);
		Set<Element> frames = frames(page);
		page.select("[hidden], [style], [aria-hidden=true]")
			.stream()
			.filter((element) -> isHidden(element) && !frames.contains(element))
			.forEach(dropped::add);
		return dropped;
	}

	private static boolean isInHeading(Element element) {
		return element.closest("h1, h2, h3, h4, h5, h6") != null;
	}

	private static boolean isHidden(Element element) {
		return element.hasAttr("hidden") || element.attr("aria-hidden").equals("true")
				|| HIDDEN.matcher(element.attr("style")).find();
	}

	/**
	 * What encloses the content. Some pages hide that until a script shows it: it counts
	 * as visible.
	 */
	private static Set<Element> frames(Document page) {
		Set<Element> frames = new HashSet<>();
		for (Element content : page.select("body, main, article")) {
			Element frame = content;
			while (frame != null && frames.add(frame)) {
				frame = frame.parent();
			}
		}
		return frames;
	}

	/** Whether an element is named as a surrounding of the content. */
	static boolean surrounds(Element element) {
		return switch (element.normalName()) {
			case "body", "html", "main", "article" -> false;
			case "footer", "aside" -> true;
			default -> AROUND.matcher(element.className()).find() || AROUND.matcher(element.id()).find();
		};
	}

}
