package dev.aura.kernel.tool;

import java.util.List;
import java.util.Locale;

import dev.aura.api.Required;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.QueryRequest;
import dev.aura.api.memory.QueryResult;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.jspecify.annotations.Nullable;

/** What is kept across runs. */
final class MemoryTools {

	private static final String NAMESPACE = "Keeps memories of different projects apart; default when absent";

	private final BusClient bus;

	MemoryTools(BusClient bus) {
		this.bus = bus;
	}

	List<Tool<?>> tools() {
		return List.of(remember(), recall());
	}

	private Tool<?> remember() {
		return Tool.mutating("remember", """
				Keeps a text in long-term memory, where this and later runs find it by meaning and by words. Use
				it for facts, decisions and findings that will matter again, in full sentences that make sense on
				their own; say in source where they come from. Cheap; never put passwords or keys into it.""",
				new JsonObjectSchema.Builder().addStringProperty("text", "What to remember")
					.addStringProperty("source", "Where it comes from, such as a URL or a path")
					.addStringProperty("namespace", NAMESPACE)
					.required("text"),
				RememberArguments.class, this::add);
	}

	private String add(RememberArguments arguments, BusCall call) {
		AddRequest request = new AddRequest(arguments.text(), arguments.namespace(), arguments.source(), null);
		AddResult result = this.bus.call(call, (bus) -> bus.memory().add(request, call.key()));
		return "Remembered in " + result.chunks() + (result.chunks() == 1 ? " piece." : " pieces.");
	}

	private Tool<?> recall() {
		return Tool.reading("recall", """
				Looks into long-term memory and answers the nearest pieces of text, best first. Use it at the
				start of a task that may build on earlier work, before searching the web again. Cheap; answers at
				most 16,000 characters, fewer with a small k.""",
				new JsonObjectSchema.Builder().addStringProperty("query", "What to look for, in words or as a question")
					.addIntegerProperty("k", "Most pieces to answer; 10 when absent")
					.addStringProperty("namespace", NAMESPACE)
					.required("query"),
				RecallArguments.class, this::query);
	}

	private String query(RecallArguments arguments, BusCall call) {
		QueryRequest request = new QueryRequest(arguments.query(), arguments.k(), arguments.namespace(), null, null);
		List<QueryResult.Hit> hits = this.bus.call(call, (bus) -> bus.memory().query(request)).results();
		if (hits.isEmpty()) {
			return "Nothing is remembered about this.";
		}
		Cut cut = Cut.items(hits.stream().map(MemoryTools::text).toList());
		String rest = cut.whole() ? "" : "\nOnly the best " + cut.kept().size() + " of " + hits.size()
				+ " fit; ask more narrowly for the rest.";
		return Data.of("memory", cut.lines()) + rest;
	}

	private static String text(QueryResult.Hit hit) {
		String source = (hit.source() == null) ? "" : ", from " + hit.source();
		return String.format(Locale.ROOT, "[score %.3f%s]\n%s\n", hit.score(), source,
				Cut.middle(hit.text(), Cut.LIMIT / 2));
	}

	record RememberArguments(String text, @Nullable String source, @Nullable String namespace) {

		RememberArguments {
			Required.field(text, "text");
		}

	}

	record RecallArguments(String query, @Nullable Integer k, @Nullable String namespace) {

		RecallArguments {
			Required.field(query, "query");
		}

	}

}
