package dev.aura.kernel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedServers;
import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.run.RecordedRuns;
import dev.aura.kernel.run.ResealedJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuraCommandTest extends ScriptedServers {

	private static final JsonMapper json = JsonMapper.builder().build();

	@Test
	void printsTheAnswerOnStdoutAndTheStepsOnStderr() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"plan.md\",\"content\":\"# Plan\"}"))
			.says("Der Plan — fertig.");

		AuraProcess aura = aura("Plan it");

		assertThat(aura.status()).isZero();
		assertThat(aura.out()).isEqualTo("Der Plan — fertig.\n");
		assertThat(aura.err()).startsWith("model: scripted at " + this.model.address())
			.contains("step 1", "-> write_file {\"path\":\"plan.md\"", "ok  write_file", "step 2")
			.doesNotContain("\u001b");
		assertThat(this.bus.files()).containsEntry("plan.md", "# Plan");
		assertThat(this.home.resolve("logs")).doesNotExist();
	}

	@Test
	void printsOneEventALineWithJson() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("Done.");

		AuraProcess aura = aura("--json", "Recall");

		assertThat(aura.status()).isZero();
		List<JsonNode> events = aura.out().lines().map(json::readTree).toList();
		assertThat(events).extracting((event) -> event.path("type").asString())
			.startsWith("run_started", "model", "instructed", "step_started", "usage", "tool_call", "tool_result",
					"step_started", "text")
			.endsWith("text", "usage", "answered");
		assertThat(events.getLast().path("answer").asString()).isEqualTo("Done.");
		assertThat(aura.err()).isEmpty();
	}

	@Test
	void readsTheTaskFromStdin() throws Exception {
		this.model.says("Read.");

		AuraProcess aura = AuraProcess.start(this.home, settings(), "Ünser task\n", "-");

		assertThat(aura.status()).isZero();
		assertThat(this.model.requests().getFirst().path("messages").get(1).path("content").asString())
			.isEqualTo("Ünser task");
	}

	@Test
	void keepsTheConversationAtThePrompt() throws Exception {
		this.model.says("One.").says("Two.");

		AuraProcess aura = AuraProcess.start(this.home, settings(), "first\nsecond\n/exit\nthird\n");

		assertThat(aura.status()).isZero();
		assertThat(aura.out()).isEqualTo("One.\nTwo.\n");
		assertThat(this.model.requests()).hasSize(2);
		assertThat(this.model.requests().getLast().path("messages").size()).isEqualTo(4);
	}

	@Test
	void exitsWith3WhenTheStepsRunOut() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));

		AuraProcess aura = aura(Map.of("AURA_MAX_STEPS", "2"), "Write for ever");

		assertThat(aura.status()).isEqualTo(3);
		assertThat(aura.out()).isEmpty();
		assertThat(aura.err()).contains("a budget ran out: AURA_MAX_STEPS is 2", "done so far:", "write_file {\"path\"",
				"to go on with more: AURA_MAX_STEPS=... ./run.sh resume r-");
	}

	@Test
	void exitsWith4WhenAPersonHasToDecideAndGoesOnOnceOneDid() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Done.");
		Map<String, String> asking = Map.of("AURA_APPROVE", "always");

		AuraProcess paused = aura(asking, "Write");
		int status = paused.status();
		AuraProcess runs = aura("runs", "--json");
		runs.status();
		String id = json.readTree(runs.out()).path("id").asString();
		AuraProcess question = aura(asking, "approve", id);
		int asked = question.status();
		AuraProcess wrong = aura(asking, "approve", id, "maybe");
		wrong.status();
		AuraProcess approved = aura(asking, "approve", id, "yes");

		assertThat(status).isEqualTo(4);
		assertThat(paused.err()).contains("Create a", "to go on: ./run.sh approve " + id + " yes|no|always");
		assertThat(asked).isEqualTo(4);
		assertThat(question.out()).isEqualTo("Create a\n+1\n");
		assertThat(wrong.err()).contains("answer: maybe (expected: yes, no or always)");
		assertThat(approved.status()).isZero();
		assertThat(approved.out()).isEqualTo("Done.\n");
		assertThat(this.bus.files()).containsEntry("a", "1");
	}

	@Test
	void exitsWith1AndOneLineWhenTheModelRefuses() throws Exception {
		this.model.fails(401, "{\"error\":{\"message\":\"Incorrect API key: sk-very-secret\"}}");

		AuraProcess aura = aura(Map.of("OPENAI_API_KEY", "sk-very-secret"), "Ask");

		assertThat(aura.status()).isEqualTo(1);
		assertThat(aura.err()).contains("failed: the model scripted at", "401: Incorrect API key: ***")
			.doesNotContain("sk-very-secret")
			.doesNotContain("Exception");
	}

	@Test
	void exitsWith1WhenTheBusIsNotThere() throws Exception {
		this.bus.close();
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"));

		AuraProcess aura = aura(Map.of("AURA_BUS_PATIENCE", "1"), "Recall");

		assertThat(aura.status()).isEqualTo(1);
		assertThat(aura.err()).contains("the bus at " + this.bus.address() + " does not answer");
	}

	@Test
	void exitsWith2NamingAMalformedSetting() throws Exception {
		AuraProcess aura = aura(Map.of("AURA_MAX_USD", "5"), "Ask");

		assertThat(aura.status()).isEqualTo(2);
		assertThat(aura.err())
			.contains("AURA_MAX_USD: 5, and no price of the model scripted is known (expected: AURA_MODEL_PRICE=")
			.doesNotContain("Exception");
		assertThat(aura.out()).isEmpty();
	}

	@Test
	void exitsWith2AndTheThreeWaysWhenThereIsNoModel() throws Exception {
		AuraProcess aura = AuraProcess.start(this.home, Map.of(), "", "Ask");

		assertThat(aura.status()).isEqualTo(2);
		assertThat(aura.err()).contains("OPENAI_API_KEY", "ollama pull", "OPENAI_BASE_URL");
	}

	@Test
	void exitsWith2WhenThereIsNoToken() throws Exception {
		AuraProcess aura = AuraProcess.start(this.home, Map.of("OPENAI_API_KEY", "k"), "", "Ask");

		assertThat(aura.status()).isEqualTo(2);
		assertThat(aura.err()).contains("AURA_BUS_TOKEN: not set");
	}

	@Test
	void takesTheTokenFromTheFileOfTheBus() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Done.");
		Files.writeString(this.home.resolve("token"), ScriptedBus.TOKEN + "\n");
		Map<String, String> settings = new HashMap<>(settings());
		settings.remove("AURA_BUS_TOKEN");

		AuraProcess aura = AuraProcess.start(this.home, settings, "", "Write");

		assertThat(aura.status()).isZero();
		assertThat(this.bus.files()).containsKey("a");
	}

	@ParameterizedTest
	@CsvSource({ "INT", "TERM" })
	void exitsWith130WhenItIsInterrupted(String signal) throws Exception {
		this.model.stalls("Thinking about it for ever");
		AuraProcess aura = aura("Think");
		this.model.awaitStall();

		aura.signal(signal);

		assertThat(aura.status()).isEqualTo(130);
		assertThat(aura.err()).contains("interrupted");
		assertThat(aura.out()).isEmpty();
		AuraProcess runs = aura("runs");
		assertThat(runs.status()).isZero();
		assertThat(runs.out()).contains("interrupted", "Think");
	}

	@Test
	void showsARunWhoseProcessDiedAsInterrupted() throws Exception {
		this.model.stalls("Thinking about it for ever");
		AuraProcess aura = aura("Think");
		this.model.awaitStall();
		AuraProcess during = aura("runs");
		during.status();
		aura.signal("KILL");
		aura.status();

		AuraProcess after = aura("runs", "--json");

		assertThat(during.out()).contains("running");
		assertThat(after.status()).isZero();
		assertThat(json.readTree(after.out()).path("status").asString()).isEqualTo("interrupted");
	}

	@Test
	void showsARun() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("The answer.");
		aura("Recall").status();
		AuraProcess runs = aura("runs", "--json");
		runs.status();
		String id = json.readTree(runs.out()).path("id").asString();

		AuraProcess show = aura("show", id);
		AuraProcess events = aura("show", id, "--json");

		assertThat(show.status()).isZero();
		assertThat(show.out()).contains(id + ": answered", "task: Recall", "-> recall", "The answer.");
		assertThat(events.status()).isZero();
		assertThat(events.out().lines()).hasSizeGreaterThan(5).allSatisfy(json::readTree);
	}

	@Test
	void replaysARunWithoutModelAndBus() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Done.");
		aura("Write").status();
		AuraProcess runs = aura("runs", "--json");
		runs.status();
		String id = json.readTree(runs.out()).path("id").asString();
		Path folder = this.home.resolve("runs").resolve(id);
		stopServers();

		AuraProcess same = AuraProcess.start(this.home, Map.of(), "", "replay", id);
		int equal = same.status();
		ResealedJournal.replace(folder.resolve("journal.jsonl"), "\"answer\":\"Done.\"", "\"answer\":\"Gone.\"");
		AuraProcess different = AuraProcess.start(this.home, Map.of(), "", "replay", folder.toString());
		AuraProcess asJson = AuraProcess.start(this.home, Map.of(), "", "replay", "--json", id);
		int unequal = different.status() + asJson.status();
		Files.writeString(folder.resolve("journal.jsonl"), "{\"seq\":", StandardOpenOption.APPEND);
		AuraProcess torn = AuraProcess.start(this.home, Map.of(), "", "replay", id);
		torn.status();

		assertThat(equal).isZero();
		assertThat(same.out()).matches(id + ": same: recorded ([0-9a-f]{32}), replayed \\1 \\(.* events, \\d+ ms\\)\n");
		assertThat(same.err()).isEmpty();
		assertThat(unequal).isEqualTo(2);
		assertThat(different.out()).startsWith(id + ": different: recorded ")
			.containsPattern("first difference: the end \\(event \\d+\\)")
			.containsPattern("recorded: .*\"answer\":\"Gone.\"")
			.containsPattern("replayed: .*\"answer\":\"Done.\"");
		assertThat(json.readTree(asJson.out()).path("firstDifference").path("what").asString()).isEqualTo("the end");
		assertThat(torn.err()).containsPattern("the journal's line \\d+ is not whole .* its 7 bytes are left out");
	}

	@Test
	void prunesRuns() throws Exception {
		RecordedRuns.record(this.home, 2);

		AuraProcess old = aura("prune");
		AuraProcess compact = aura("prune", "--compact", "--json");
		int status = old.status() + compact.status();
		AuraProcess wouldRemove = aura("prune", "--older-than", "0m", "--dry-run");
		wouldRemove.status();
		AuraProcess removed = aura("prune", "--older-than", "0m");
		removed.status();

		assertThat(status).isZero();
		assertThat(old.out()).isEqualTo("nothing to prune\n");
		assertThat(json.readTree(compact.out()).path("runs").get(0).path("action").asString()).isEqualTo("compacted");
		assertThat(wouldRemove.out()).containsPattern("r-.*  removed    answered        \\d+\\.\\d kB")
			.contains("would be: 1 removed, 0 compacted, 0 tidied");
		assertThat(removed.out()).contains("1 removed").endsWith(" freed\n");
		assertThat(this.home.resolve("runs")).isEmptyDirectory();
	}

	@ParameterizedTest
	@CsvSource({ "prune,--older-than=soon,--older-than: soon (expected: an age", "show,../../etc,RUN: ../../etc",
			"resume,r-20261122-193000-ab12,the id of a run", "show,r-20261122-193000-ab12,the id of a run",
			"replay,../../etc,the id of a run with a journal", "--fly,now,Unknown option",
			"two,words,Unmatched argument" })
	void exitsWith2OnWrongUsage(String first, String second, String message) throws Exception {
		AuraProcess aura = aura(first, second);

		assertThat(aura.status()).isEqualTo(2);
		assertThat(aura.err()).contains(message);
	}

	private AuraProcess aura(String... arguments) throws Exception {
		return aura(Map.of(), arguments);
	}

	private AuraProcess aura(Map<String, String> more, String... arguments) throws Exception {
		Map<String, String> settings = new HashMap<>(settings());
		settings.putAll(more);
		return AuraProcess.start(this.home, settings, "", arguments);
	}

	private Map<String, String> settings() {
		return AuraProcess.settings(this.model, this.bus);
	}

}
