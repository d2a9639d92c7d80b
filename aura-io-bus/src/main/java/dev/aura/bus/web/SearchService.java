package dev.aura.bus.web;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.api.web.WebSearchResult;
import dev.aura.api.web.WebSearchResult.Hit;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/** Searches the web at a pace that the engine bears. */
@Service
class SearchService {

	private static final Logger log = LoggerFactory.getLogger(SearchService.class);

	/** Pages of one search; the first has about ten results, the others fifteen. */
	private static final int PAGES = 5;

	private final SearchClient client;

	private final WebProperties.Search properties;

	private final SearchPace pace;

	@Autowired
	SearchService(SearchClient client, WebProperties properties) {
		this(client, properties, InstantSource.system());
	}

	/** A service that tells the time by {@code clock}. */
	SearchService(SearchClient client, WebProperties properties, InstantSource clock) {
		this.client = client;
		this.properties = properties.search();
		this.pace = new SearchPace(properties.search(), clock);
	}

	/** The engine's refusal that still holds, if there is one. */
	SearchOutcome.@Nullable Blocked refusal() {
		return this.pace.refusal();
	}

	/**
	 * Searches.
	 * @throws ProblemException 422 for a value that cannot be used, 429 while the engine
	 * refuses, 502 and 504 when it fails
	 */
	WebSearchResult search(SearchRequest request) {
		return switch (outcome(request)) {
			case SearchOutcome.Results results -> new WebSearchResult(request.query(), results.hits());
			case SearchOutcome.None none -> new WebSearchResult(request.query(), List.of());
			case SearchOutcome.Blocked blocked -> throw blocked(blocked);
			case SearchOutcome.MarkupChanged changed -> throw new ProblemException(ProblemType.UPSTREAM_FAILED,
					"%s answered with %s (expected: its page of results; its markup or address may have changed)"
						.formatted(this.client.host(), changed.reason()))
				.with("reason", "markup-changed");
		};
	}

	private ProblemException blocked(SearchOutcome.Blocked blocked) {
		return new ProblemException(ProblemType.WEB_SEARCH_BLOCKED,
				("%s takes us for a machine (%s) and is left alone for %d s. "
						+ "This says nothing about what can be found; known addresses can still be fetched.")
					.formatted(this.client.host(), blocked.reason(), Math.max(1, blocked.retryAfter().toSeconds())))
			.with("reason", blocked.reason())
			.retryAfter(blocked.retryAfter());
	}

	private SearchOutcome outcome(SearchRequest request) {
		SearchOutcome.Blocked refusal = this.pace.refusal();
		if (refusal != null) {
			return refusal;
		}
		return switch (ask(request.form(), request.language())) {
			case ResultPage.Listing listing -> new SearchOutcome.Results(collect(listing, request));
			case ResultPage.Nothing nothing -> new SearchOutcome.None();
			case ResultPage.Refusal refused -> this.pace.refused(refused.reason(), refused.retryAfter());
			case ResultPage.Unknown unknown -> new SearchOutcome.MarkupChanged(unknown.reason());
		};
	}

	/**
	 * Asks for further pages only when results are missing and the last page had new
	 * ones.
	 */
	private List<Hit> collect(ResultPage.Listing first, SearchRequest request) {
		Map<String, Hit> hits = new LinkedHashMap<>();
		ResultPage.Listing page = first;
		for (int number = 1; page != null; number++) {
			int before = hits.size();
			page.hits().forEach((hit) -> hits.putIfAbsent(hit.url(), hit));
			boolean wanted = hits.size() < request.maxResults() && hits.size() > before && number < PAGES;
			page = wanted ? next(page, request) : null;
		}
		return hits.values().stream().limit(request.maxResults()).toList();
	}

	/** What goes wrong with a further page does not take away the pages before it. */
	private ResultPage.@Nullable Listing next(ResultPage.Listing page, SearchRequest request) {
		if (page.next().isEmpty()) {
			return null;
		}
		try {
			ResultPage next = ask(page.next(), request.language());
			if (next instanceof ResultPage.Refusal refusal) {
				this.pace.refused(refusal.reason(), refusal.retryAfter());
			}
			return (next instanceof ResultPage.Listing listing) ? listing : null;
		}
		catch (ProblemException ex) {
			log.info("Search ends early: {}", ex.getMessage());
			return null;
		}
	}

	private ResultPage ask(Map<String, String> form, String language) {
		try {
			try {
				return once(form, language);
			}
			catch (IOException ex) {
				log.info("Search is repeated: {}", ex.toString());
				SearchPace.sleep(this.properties.retryDelay());
				return once(form, language);
			}
		}
		catch (IOException ex) {
			throw UpstreamFailure.of("search: " + this.client.host(), ex);
		}
	}

	/** While it waited for its turn, another search may have been refused. */
	private ResultPage once(Map<String, String> form, String language) throws IOException {
		this.pace.await();
		SearchOutcome.Blocked refusal = this.pace.refusal();
		if (refusal != null) {
			return new ResultPage.Refusal(refusal.reason(), refusal.retryAfter());
		}
		ResultPage page = this.client.post(form, language);
		if (page instanceof ResultPage.Listing || page instanceof ResultPage.Nothing) {
			this.pace.answered();
		}
		return page;
	}

}
