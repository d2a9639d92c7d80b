package dev.aura.api.web;

import java.util.List;

/**
 * What the search engine found.
 *
 * @param query as asked
 * @param results in the engine's order; empty when there are none
 */
public record WebSearchResult(String query, List<Hit> results) {

	/**
	 * One page.
	 *
	 * @param title as the engine shows it
	 * @param url of the page itself, not of a redirect
	 * @param snippet plain text
	 */
	public record Hit(String title, String url, String snippet) {
	}

}
