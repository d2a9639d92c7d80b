package dev.aura.bus.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.api.web.WebSearchResult.Hit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Reads the HTML of DuckDuckGo's page for browsers without scripts. */
final class ResultParser {

	private static final String CHALLENGE = "[class^=anomaly-modal], [class*=' anomaly-modal'], form#challenge-form, "
			+ "form[action*=anomaly.js], script[src*=anomaly.js]";

	/**
	 * Links to other sites come bare, or wrapped in this since the engine's older days.
	 */
	private static final Pattern WRAPPED = Pattern
		.compile("https?://([^/]*\\.)?duckduckgo\\.com/l/.*?[?&]uddg=([^&]*).*");

	private static final Pattern ADVERTISEMENT = Pattern.compile("https?://([^/]*\\.)?duckduckgo\\.com/y\\.js\\b.*");

	private ResultParser() {
	}

	/**
	 * Reads a page that came with status 200.
	 * @param url where it came from
	 */
	static ResultPage parse(String html, String url) {
		if (html.isBlank()) {
			return new ResultPage.Refusal("an empty page", Duration.ZERO);
		}
		Document page = Jsoup.parse(html, url);
		if (page.selectFirst(CHALLENGE) != null) {
			return new ResultPage.Refusal("a challenge for people", Duration.ZERO);
		}
		List<Hit> hits = hits(page);
		if (!hits.isEmpty()) {
			return new ResultPage.Listing(hits, next(page));
		}
		boolean said = page.selectFirst(".no-results, .result--no-result") != null;
		boolean onlyAdvertisements = page.selectFirst(".result--ad") != null
				&& page.selectFirst(".result:not(.result--ad)") == null;
		return (said || onlyAdvertisements) ? new ResultPage.Nothing()
				: new ResultPage.Unknown("a page with neither results nor a word that there are none");
	}

	private static List<Hit> hits(Document page) {
		List<Hit> hits = new ArrayList<>();
		for (Element result : page.select(".result.web-result:not(.result--ad)")) {
			Element link = result.selectFirst("a.result__a[href]");
			String url = (link != null) ? url(link) : "";
			if (link != null && !url.isEmpty()) {
				Element snippet = result.selectFirst(".result__snippet");
				hits.add(new Hit(link.text(), url, (snippet != null) ? snippet.text() : ""));
			}
		}
		return hits;
	}

	/** The address of the page itself; empty for an advertisement or no address. */
	private static String url(Element link) {
		String url = link.absUrl("href");
		if (ADVERTISEMENT.matcher(url).matches()) {
			return "";
		}
		Matcher wrapped = WRAPPED.matcher(url);
		String target = wrapped.matches() ? decoded(wrapped.group(2)) : url;
		return (target.startsWith("http://") || target.startsWith("https://")) ? target : "";
	}

	private static String decoded(String value) {
		try {
			return URLDecoder.decode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/** Without a {@code vqd} the engine would take the next question for a machine's. */
	private static Map<String, String> next(Document page) {
		Map<String, String> furthest = Map.of();
		for (Element form : page.select("form:has(input[type=hidden][name=vqd])")) {
			Map<String, String> fields = new LinkedHashMap<>();
			form.select("input[type=hidden][name]").forEach((input) -> fields.put(input.attr("name"), input.val()));
			if (!fields.getOrDefault("vqd", "").isEmpty() && start(fields) > start(furthest)) {
				furthest = fields;
			}
		}
		return furthest;
	}

	/** The rank that a form leads to; a form back leads to a lower one. */
	private static int start(Map<String, String> fields) {
		String start = fields.getOrDefault("s", "");
		return start.matches("\\d{1,6}") ? Integer.parseInt(start) : 0;
	}

}
