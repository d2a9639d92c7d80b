package dev.aura.kernel.tool;

import java.util.List;

import dev.aura.api.Required;
import dev.aura.api.web.FetchResult;
import dev.aura.api.web.WebSearchResult;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.jspecify.annotations.Nullable;

/** The web. */
final class WebTools {

	private final BusClient bus;

	WebTools(BusClient bus) {
		this.bus = bus;
	}

	List<Tool<?>> tools() {
		return List.of(searchWeb(), fetchPage());
	}

	private Tool<?> searchWeb() {
		return Tool.reading("search_web", """
				Searches the web and answers titles, addresses and snippets. Use it for what you do not know or
				what may have changed; then read the best pages with fetch_page, since snippets are no evidence.
				Takes about a second; the search engine refuses too many searches in a row.""",
				new JsonObjectSchema.Builder().addStringProperty("query", "What to search for")
					.addIntegerProperty("maxResults", "10 when absent")
					.addStringProperty("region", "Such as uk-en; all regions when absent")
					.addEnumProperty("freshness", List.of("day", "week", "month", "year"), "Any time when absent")
					.required("query"),
				SearchArguments.class, this::search);
	}

	private String search(SearchArguments arguments, BusCall call) {
		WebSearchResult found = this.bus.call(call, (bus) -> bus.web()
			.search(arguments.query(), arguments.maxResults(), arguments.region(), arguments.freshness()));
		if (found.results().isEmpty()) {
			return "The search found nothing; other words may.";
		}
		Cut cut = Cut.items(found.results()
			.stream()
			.map((hit) -> hit.title() + "\n" + hit.url() + "\n" + Cut.middle(hit.snippet(), 1000) + "\n")
			.toList());
		String rest = cut.whole() ? "" : "\nThere are more: ask with a smaller maxResults or a narrower query.";
		return Data.of("web search for " + arguments.query(), cut.lines()) + rest;
	}

	private Tool<?> fetchPage() {
		return Tool.reading("fetch_page", """
				Reads a public web page as markdown. Use it on addresses that a search found or the person gave.
				Answers at most 16,000 characters and says with which offset to go on; takes some seconds and
				costs about a token for four characters.""",
				new JsonObjectSchema.Builder().addStringProperty("url", "http or https")
					.addIntegerProperty("offset", "First character to read, counted from 0")
					.required("url"),
				FetchArguments.class, this::fetch);
	}

	private String fetch(FetchArguments arguments, BusCall call) {
		FetchResult page = this.bus.call(call,
				(bus) -> bus.web().fetch(arguments.url(), arguments.offset(), Cut.LIMIT));
		int offset = (arguments.offset() == null) ? 0 : arguments.offset();
		int end = Cut.boundary(page.markdown(), Math.min(page.markdown().length(), Cut.LIMIT));
		int next = offset + end;
		String head = "Characters %d to %d of %d.\n".formatted(offset, next, page.totalCharacters());
		String rest = (next < page.totalCharacters()) ? "\nThere is more: go on with offset " + next + "." : "";
		return head + Data.of(page.url(), page.title() + "\n\n" + page.markdown().substring(0, end)) + rest;
	}

	record SearchArguments(String query, @Nullable Integer maxResults, @Nullable String region,
			@Nullable String freshness) {

		SearchArguments {
			Required.field(query, "query");
		}

	}

	record FetchArguments(String url, @Nullable Integer offset) {

		FetchArguments {
			Required.field(url, "url");
		}

	}

}
