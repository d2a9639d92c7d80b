package dev.aura.kernel.tool;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.aura.api.Required;
import dev.aura.api.memory.AddRequest;
import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.Duplicates;
import dev.aura.api.memory.QueryRequest;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.memory.UpdateRequest;
import dev.aura.api.memory.UpdateResult;
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
				their own; say in source where they come from. What is known already is not kept twice. When
				something that recall showed is no longer true, give its id in replaces: the new text takes its
				place. Cheap; never put passwords or keys into it.""",
				new JsonObjectSchema.Builder().addStringProperty("text", "What to remember")
					.addStringProperty("source", "Where it comes from, such as a URL or a path")
					.addStringProperty("replaces", "The id, as recall shows it, of what this text corrects")
					.addStringProperty("namespace", NAMESPACE)
					.required("text"),
				RememberArguments.class, this::add);
	}

	private String add(RememberArguments arguments, BusCall call) {
		String replaced = arguments.replaces();
		if (replaced != null) {
			UpdateRequest correction = new UpdateRequest(arguments.text(), arguments.source());
			UpdateResult result = this.bus.call(call, (bus) -> bus.memory().update(replaced, correction, call.key()));
			return "Corrected: " + result.id() + " says this now, in version " + result.version() + ".";
		}
		AddRequest request = new AddRequest(arguments.text(), arguments.namespace(), arguments.source(), null, null,
				null, null, Duplicates.NEAR);
		AddResult result = this.bus.call(call, (bus) -> bus.memory().add(request, call.key()));
		if (result.known().size() == result.chunks()) {
			return "Known already, as " + String.join(", ", result.known()) + "; nothing was added.";
		}
		return "Remembered in " + result.chunks() + (result.chunks() == 1 ? " piece." : " pieces.");
	}

	private Tool<?> recall() {
		return Tool.reading("recall", """
				Looks into long-term memory and answers the nearest pieces of text, best first, each with its id,
				source and age. Use it at the
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
		QueryResult result = this.bus.call(call, (bus) -> bus.memory().query(request));
		List<QueryResult.Hit> hits = result.results();
		String less = (result.degraded() == null) ? "" : "\nThere may be more: " + result.degraded();
		if (hits.isEmpty()) {
			return "Nothing is remembered about this." + less;
		}
		Cut cut = Cut.items(hits.stream().map(MemoryTools::text).toList());
		String rest = cut.whole() ? "" : "\nOnly the best " + cut.kept().size() + " of " + hits.size()
				+ " fit; ask more narrowly for the rest.";
		return Data.of("memory", cut.lines()) + rest + less;
	}

	private static String text(QueryResult.Hit hit) {
		String source = (hit.source() == null) ? "" : ", from " + hit.source();
		return String.format(Locale.ROOT, "[id %s, score %.3f, %s%s]\n%s\n", hit.id(), hit.score(),
				age(Duration.ofSeconds(hit.ageSeconds())), source, Cut.middle(hit.text(), Cut.LIMIT / 2));
	}

	/** How long ago, in the largest unit that it fills. */
	private static String age(Duration age) {
		if (age.toDays() > 0) {
			return ago(age.toDays(), "day");
		}
		if (age.toHours() > 0) {
			return ago(age.toHours(), "hour");
		}
		return (age.toMinutes() > 0) ? ago(age.toMinutes(), "minute") : "just now";
	}

	/** Models say "" of what they have nothing to say of. */
	private static @Nullable String given(@Nullable String argument) {
		return (argument == null || argument.isBlank()) ? null : argument;
	}

	private static String ago(long count, String unit) {
		return count + " " + unit + ((count == 1) ? " ago" : "s ago");
	}

	record RememberArguments(String text, @Nullable String source, @Nullable String namespace,
			@Nullable String replaces) {

		RememberArguments {
			Required.field(text, "text");
			source = given(source);
			namespace = given(namespace);
			replaces = given(replaces);
		}

	}

	record RecallArguments(String query, @Nullable Integer k, @Nullable String namespace) {

		RecallArguments {
			Required.field(query, "query");
			namespace = given(namespace);
		}

	}

}
