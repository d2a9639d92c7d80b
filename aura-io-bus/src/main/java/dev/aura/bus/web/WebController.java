package dev.aura.bus.web;

import dev.aura.api.web.FetchResult;
import dev.aura.api.web.WebApi;
import dev.aura.api.web.WebSearchResult;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.RestController;

/** {@code /web} over HTTP. */
@RestController
class WebController implements WebApi {

	private final SearchService searches;

	private final FetchService pages;

	WebController(SearchService searches, FetchService pages) {
		this.searches = searches;
		this.pages = pages;
	}

	@Override
	public WebSearchResult search(String query, @Nullable Integer maxResults, @Nullable String region,
			@Nullable String freshness) {
		return this.searches.search(SearchRequest.of(query, maxResults, region, freshness));
	}

	@Override
	public FetchResult fetch(String url, @Nullable Integer offset, @Nullable Integer limit) {
		return this.pages.fetch(url, offset, limit);
	}

}
