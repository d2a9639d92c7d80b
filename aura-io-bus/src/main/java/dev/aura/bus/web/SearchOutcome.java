package dev.aura.bus.web;

import java.time.Duration;
import java.util.List;

import dev.aura.api.web.WebSearchResult.Hit;

/** What became of one search. */
sealed interface SearchOutcome {

	/** The engine found pages; at least one. */
	record Results(List<Hit> hits) implements SearchOutcome {
	}

	/** The engine says that it found nothing. */
	record None() implements SearchOutcome {
	}

	/** The engine takes us for a machine and wants to be left alone for a while. */
	record Blocked(String reason, Duration retryAfter) implements SearchOutcome {
	}

	/** The engine answered with a page that we cannot read any more. */
	record MarkupChanged(String reason) implements SearchOutcome {
	}

}
