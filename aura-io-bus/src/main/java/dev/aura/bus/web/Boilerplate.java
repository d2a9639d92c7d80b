package dev.aura.bus.web;

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

	/** Removes what is never content: scripts, controls, navigation, hidden parts. */
	static void remove(Document page) {
		page.select(NEVER).remove();
		page.select("button").forEach((button) -> {
			if (button.closest("h1, h2, h3, h4, h5, h6") == null) {
				button.remove();
			}
		});
		page.select("form").forEach((form) -> {
			if (form.text().length() <= FORM_TEXT) {
				form.remove();
			}
		});
		page.select("[hidden], [style], [aria-hidden=true]").forEach((element) -> {
			if (isHidden(element)) {
				element.remove();
			}
		});
	}

	/** Some pages hide everything until a script shows it: then nothing is hidden. */
	private static boolean isHidden(Element element) {
		return (element.hasAttr("hidden") || element.hasAttr("aria-hidden")
				|| HIDDEN.matcher(element.attr("style")).find()) && !element.nameIs("body") && !element.nameIs("html")
				&& element.selectFirst("main, article") == null;
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
