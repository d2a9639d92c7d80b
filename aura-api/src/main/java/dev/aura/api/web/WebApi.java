package dev.aura.api.web;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Searches the web and reads public pages. */
@HttpExchange("/web")
public interface WebApi {

	/**
	 * Searches the web.
	 * @param query fewer than 500 characters
	 * @param maxResults 1 to 50; 10 when absent
	 * @param region such as {@code uk-en}; all regions when absent
	 * @param freshness {@code day}, {@code week}, {@code month} or {@code year}, or their
	 * first letters; any time when absent
	 */
	@GetExchange("/search")
	WebSearchResult search(@RequestParam String query, @RequestParam(required = false) @Nullable Integer maxResults,
			@RequestParam(required = false) @Nullable String region,
			@RequestParam(required = false) @Nullable String freshness);

	/**
	 * Reads a page as markdown.
	 * @param url http or https, on a public address
	 * @param offset the first character to return, counted from 0; 0 when absent
	 * @param limit the most characters to return, 1 to 200,000; the bus's page size when
	 * absent
	 */
	@GetExchange("/fetch")
	FetchResult fetch(@RequestParam String url, @RequestParam(required = false) @Nullable Integer offset,
			@RequestParam(required = false) @Nullable Integer limit);

}
