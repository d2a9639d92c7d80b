package dev.aura.kernel.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.aura.api.memory.AddResult;
import dev.aura.api.memory.QueryResult;
import dev.aura.api.memory.UpdateResult;
import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.settings.Secret;
import dev.aura.kernel.bus.Span;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryToolsTest {

	private final ScriptedBus bus = ScriptedBus.start();

	@AfterEach
	void stop() {
		this.bus.close();
	}

	@Test
	void saysWhenATextIsKnownAlready() {
		this.bus.on("/memory/add", (request) -> ScriptedBus.json(new AddResult(List.of("7"), 1, List.of("7"))));
		assertThat(call("remember", "{\"text\":\"x\"}")).isEqualTo("Known already, as 7; nothing was added.");
		assertThat(this.bus.requests().getLast().getBody().utf8()).contains("\"duplicates\":\"near\"");
	}

	@Test
	void correctsWhatItReplaces() {
		this.bus.on("/memory/7", (request) -> ScriptedBus.json(new UpdateResult("7", 2)));
		assertThat(call("remember", "{\"text\":\"y\",\"replaces\":\"7\"}"))
			.isEqualTo("Corrected: 7 says this now, in version 2.");
		assertThat(this.bus.requests().getLast().getMethod()).isEqualTo("PUT");
		assertThat(this.bus.requests().getLast().getHeaders().get("Idempotency-Key")).isEqualTo("r/1/1");
	}

	@Test
	void showsTextSourceAndAge() {
		this.bus.on("/memory/query", (request) -> ScriptedBus
			.json(new QueryResult(List.of(hit("7", 3 * 86_400, "a page"), hit("8", 3_600, null), hit("9", 59, null)))));
		assertThat(call("recall", "{\"query\":\"x\"}")).contains(
				"[id 7, score 0.500, 3 days ago, from a page]\nText 7.", "[id 8, score 0.500, 1 hour ago]",
				"[id 9, score 0.500, just now]");
	}

	@Test
	void saysWhenMoreWouldBeFoundAtAnotherTime() {
		this.bus.on("/memory/query",
				(request) -> ScriptedBus.json(new QueryResult(List.of(), "The embedding server does not answer.")));
		assertThat(call("recall", "{\"query\":\"x\",\"namespace\":\"\"}"))
			.isEqualTo("Nothing is remembered about this.\nThere may be more: The embedding server does not answer.");
		assertThat(this.bus.requests().getLast().getBody().utf8()).doesNotContain("\"namespace\":\"\"");
	}

	@Test
	void takesABlankArgumentForNone() {
		this.bus.on("/memory/add", (request) -> ScriptedBus.json(new AddResult(List.of("7"), 1)));
		assertThat(call("remember", "{\"text\":\"x\",\"source\":\"\",\"replaces\":\" \",\"namespace\":\"\"}"))
			.isEqualTo("Remembered in 1 piece.");
		assertThat(this.bus.requests().getLast().getBody().utf8()).doesNotContain("\"\"");
	}

	private static QueryResult.Hit hit(String id, long age, @Nullable String source) {
		return new QueryResult.Hit(id, "Text " + id + ".", .5, source, "default", Map.of(), 0, 7, null, Instant.now(),
				null, age, 1, null, null);
	}

	private String call(String tool, String arguments) {
		Toolbox tools = new Toolbox(new BusClient(new BusSettings(this.bus.address(), new Secret(ScriptedBus.TOKEN))));
		ToolResult result = tools.carryOut(
				ToolExecutionRequest.builder().id("1").name(tool).arguments(arguments).build(),
				new BusCall("r/1/1", Span.in(Span.newTrace()), Duration.ofSeconds(10)));
		assertThat(result).isInstanceOf(ToolResult.Done.class);
		return ((ToolResult.Done) result).text();
	}

}
