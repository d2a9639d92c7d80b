package dev.aura.bus.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.aura.api.web.WebSearchResult.Hit;

/** One answer of the search engine, as it turned out to be. */
sealed interface ResultPage {

	/**
	 * Pages that were found, at least one.
	 *
	 * @param next the hidden inputs of the form behind the Next button, to be sent as
	 * they are; empty on the last page
	 */
	record Listing(List<Hit> hits, Map<String, String> next) implements ResultPage {
	}

	/** The engine's own word that there is nothing. */
	record Nothing() implements ResultPage {
	}

	/**
	 * A riddle for people, or a refusal.
	 *
	 * @param retryAfter as the engine asks; zero when it does not say
	 */
	record Refusal(String reason, Duration retryAfter) implements ResultPage {
	}

	/** Nothing that we can read. */
	record Unknown(String reason) implements ResultPage {
	}

}
