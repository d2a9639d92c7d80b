package dev.aura.kernel.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import dev.aura.api.ProblemType;
import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedModel;
import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.ToolCall;
import dev.aura.kernel.agent.ToolDecision;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.RecordedRuns;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.ResealedJournal;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {

	private static final Budget UNLIMITED = new Budget(50, OptionalLong.empty(), Optional.empty());

	private static final Call WRITE = new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}");

	private static final Call EXECUTE = new Call("execute_code", "{\"language\":\"python\",\"code\":\"print(42)\"}");

	private static final Call RECALL = new Call("recall", "{\"query\":\"tides\"}");

	@TempDir
	private Path home;

	private RunStore store;

	private ScriptedModel model;

	private ScriptedBus bus;

	@BeforeEach
	void start() {
		this.store = new RunStore(this.home);
		this.model = ScriptedModel.start();
		this.bus = ScriptedBus.start();
	}

	@AfterEach
	void stop() {
		this.model.close();
		this.bus.close();
	}

	@Test
	void endsInTheSameHashWithoutModelAndBus() {
		this.model.calls(WRITE, EXECUTE, RECALL).says("Half an ", "length").says("answer.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		stop();

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isTrue();
		assertThat(replayed.parting()).isEmpty();
		assertThat(replayed.replayed().items()).extracting(Trace.Item::what)
			.containsExactly("the task", "the conversation before step 1", "step 1: the model's answer",
					"step 1, call 1: write_file", "step 1, call 2: execute_code", "step 1, call 3: recall",
					"step 1: the conversation", "step 1: the conversation", "step 2: the model's answer",
					"step 2: the conversation", "step 3: the model's answer", "step 3: the conversation", "the end");
		assertThat(replayed.replayed().items().getLast().content().path("answer").asString())
			.isEqualTo("Half an answer.");
	}

	@Test
	void replaysAThousandSteps() {
		RunId id = RecordedRuns.record(this.home, 1000);

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isTrue();
		assertThat(replayed.recorded().items().getLast().content().path("steps").asInt()).isEqualTo(1000);
	}

	@Test
	void hasTheSameHashWheneverTheSameIsDone() {
		RunId first = RecordedRuns.record(this.home.resolve("first"), 5);
		RunId second = RecordedRuns.record(this.home.resolve("second"), 5);
		RunId longer = RecordedRuns.record(this.home.resolve("longer"), 6);

		assertThat(hash("first", first)).isEqualTo(hash("second", second)).isNotEqualTo(hash("longer", longer));
	}

	@Test
	void replaysWhatWasRefusedUnknownOrWentWrong() {
		this.model.calls(WRITE, EXECUTE, new Call("fly", "{}"), new Call("recall", "{\"q\":1}"))
			.says("That did not go well.");
		this.bus.on("/fs/write", (request) -> ScriptedBus.problem(ProblemType.OUTCOME_UNKNOWN, "It was cut off.",
				Map.of("outcome", "unknown")));
		RunId id = execute(UNLIMITED, deciding(
				(call) -> call.call() == 2 ? new ToolDecision.Denied("not today") : new ToolDecision.Allowed()));

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isTrue();
		assertThat(replayed.replayed().items().toString()).contains("Not done: not today", "\"outcome\":\"unknown\"",
				"There is no tool");
	}

	@Test
	void replaysARunThatWaitsForAPerson() {
		this.model.calls(WRITE, RECALL).says("Never said.");
		RunId id = execute(UNLIMITED,
				deciding((call) -> call.call() == 1 ? new ToolDecision.Asked("May I?") : new ToolDecision.Allowed()));

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isTrue();
		assertThat(replayed.replayed().items().getLast().content().toString()).contains("waiting", "May I?");
	}

	@Test
	void replaysARunWhoseBudgetRanOut() {
		this.model.calls(WRITE);
		RunId id = execute(new Budget(2, OptionalLong.empty(), Optional.empty()), RunPolicy.OPEN);

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isTrue();
		assertThat(replayed.replayed().items().getLast().content().toString()).contains("budget_ran_out",
				"AURA_MAX_STEPS");
	}

	@Test
	void replaysARunThatFailed() {
		this.model.calls(WRITE).fails(401, "{\"error\":{\"message\":\"no\"}}");
		RunId failed = execute(UNLIMITED, RunPolicy.OPEN);
		this.bus.close();
		this.model.calls(WRITE);
		RunId withoutBus = execute(UNLIMITED, RunPolicy.OPEN);

		assertThat(Replay.of(recording(failed)).same()).isTrue();
		assertThat(Replay.of(recording(withoutBus)).same()).isTrue();
	}

	@Test
	void replaysEveryBeginningOfAJournal() throws IOException {
		this.model.calls(WRITE, RECALL).calls(EXECUTE).says("Done.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		List<String> lines = Files.readAllLines(journal(id));

		for (int cut = 2; cut <= lines.size(); cut++) {
			Files.write(journal(id), lines.subList(0, cut));
			Replayed replayed = Replay.of(recording(id));
			assertThat(replayed.same()).as("cut after line %d: %s", cut, replayed.parting()).isTrue();
		}
	}

	@Test
	void namesTheFirstEventThatDiffers() throws IOException {
		this.model.calls(WRITE).says("Done.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		long seq = this.store.events(id, 0)
			.stream()
			.filter((event) -> event.event() instanceof AgentEvent.Answered)
			.findFirst()
			.orElseThrow()
			.seq();
		ResealedJournal.replace(journal(id), "\"answer\":\"Done.\"", "\"answer\":\"Gone.\"");

		Replayed replayed = Replay.of(recording(id));

		assertThat(replayed.same()).isFalse();
		Replayed.Parting parting = replayed.parting().orElseThrow();
		assertThat(parting.what()).isEqualTo("the end");
		assertThat(parting.recorded()).extracting(Trace.Item::seq).isEqualTo(seq);
		assertThat(parting.recordedJson()).contains("\"answer\":\"Gone.\"");
		assertThat(parting.replayedJson()).contains("\"answer\":\"Done.\"");
	}

	@Test
	void noticesAResultThatTheModelWasToldDifferently() throws IOException {
		this.model.calls(RECALL).says("Done.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		ResealedJournal.replace(journal(id), "\"ok\":true,\"result\":\"", "\"ok\":true,\"result\":\"In truth ");

		assertThat(Replay.of(recording(id)).parting().orElseThrow().what()).isEqualTo("step 1: the conversation");
	}

	@Test
	void leavesOutALastLineThatIsNotWholeAndSaysSo() throws IOException {
		RunId id = RecordedRuns.record(this.home, 3);
		Recording whole = recording(id);
		byte[] bytes = Files.readAllBytes(journal(id));
		Files.write(journal(id), Arrays.copyOf(bytes, bytes.length - 5));

		Recording torn = recording(id);

		assertThat(whole.torn()).isZero();
		assertThat(torn.torn()).isPositive();
		assertThat(torn.lines()).isEqualTo(whole.lines() - 1);
		assertThat(Replay.of(torn).same()).isTrue();
		assertThat(Replay.of(torn).recorded().hash()).isNotEqualTo(Replay.of(whole).recorded().hash());
	}

	@Test
	void leavesOutALastLineThatIsNotWhatWasWrittenAndSaysSo() throws IOException {
		RunId id = RecordedRuns.record(this.home, 3);
		List<String> lines = new ArrayList<>(Files.readAllLines(journal(id)));
		lines.set(lines.size() - 1, lines.getLast().replace("Counted", "Guessed"));
		Files.write(journal(id), lines);

		Recording recording = recording(id);

		assertThat(recording.lines()).isEqualTo(lines.size() - 1L);
		assertThat(recording.torn()).isEqualTo(lines.getLast().getBytes(StandardCharsets.UTF_8).length + 1L);
	}

	@Test
	void refusesADamagedLineByItsNumber() throws IOException {
		RunId id = RecordedRuns.record(this.home, 3);
		List<String> lines = new ArrayList<>(Files.readAllLines(journal(id)));
		lines.set(6, lines.get(6).replace(":", ";"));
		Files.write(journal(id), lines);

		assertThatExceptionOfType(CorruptJournalException.class).isThrownBy(() -> recording(id))
			.withMessageContaining("line 7 is not what was written");
	}

	@Test
	void hasNothingToReplayWithoutAJournal() throws IOException {
		assertThat(Recording.read(this.home)).isEmpty();
		Files.writeString(this.home.resolve("journal.jsonl"), "", StandardOpenOption.CREATE);
		assertThatExceptionOfType(CorruptJournalException.class).isThrownBy(() -> Recording.read(this.home))
			.withMessageContaining("line 1 is not the beginning of a run");
	}

	@Test
	void callsTheToolsAgainUnderKeysOfTheirOwn() {
		this.model.calls(WRITE, EXECUTE, RECALL).says("Done.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		this.bus.files().clear();
		this.bus.on("/sandbox/execute", (request) -> ScriptedBus.json(Map.of("outcome", "completed", "exitCode", 0,
				"stdout", "42\n", "stderr", "", "truncated", false, "durationMillis", 977, "tier", "scripted")));
		int before = this.bus.requests().size();

		Replayed replayed = Replay.live(recording(id), client());

		assertThat(replayed.differences()).isEmpty();
		assertThat(replayed.same()).isTrue();
		assertThat(this.bus.files()).containsEntry("a", "1");
		assertThat(this.bus.requests().subList(before, before + 3))
			.extracting((request) -> request.getHeaders().get("Idempotency-Key"))
			.filteredOn((key) -> key != null)
			.hasSize(2)
			.noneMatch((key) -> key.startsWith(id.value()))
			.allMatch((key) -> key.matches("r-.*/1/[12]"));
	}

	@Test
	void showsWhereTheResultsDiffer() {
		this.model.calls(WRITE, RECALL).says("Done.");
		RunId id = execute(UNLIMITED, RunPolicy.OPEN);
		this.bus.on("/memory/query", (request) -> ScriptedBus.json(Map.of("results", List.of())));

		Replayed replayed = Replay.live(recording(id), client());

		assertThat(replayed.same()).isFalse();
		assertThat(replayed.differences()).hasSize(2);
		assertThat(replayed.differences().getFirst().diff()).contains("-Created a", "+Wrote a");
		assertThat(replayed.differences().getLast()).satisfies((difference) -> {
			assertThat(difference.tool()).isEqualTo("recall");
			assertThat(difference.live()).isEqualTo("Nothing is remembered about this.");
		});
		assertThat(replayed.parting().orElseThrow().what()).isEqualTo("step 1, call 1: write_file");
	}

	private RunId execute(Budget budget, RunPolicy policy) {
		Run run = this.store.create("Do it");
		RunEngine engine = new RunEngine(
				new ModelClient(new ModelSettings(this.model.address(), new Secret("k"), "scripted", "a test",
						Duration.ofSeconds(5)), new Retries(1, Duration.ofMillis(1), Duration.ofMillis(10))),
				client(), budget, (any) -> policy);
		engine.announce(run);
		engine.execute(run, List.of());
		return run.id();
	}

	private BusClient client() {
		return new BusClient(new BusSettings(this.bus.address(), new Secret(ScriptedBus.TOKEN)), Duration.ofMillis(50));
	}

	private static RunPolicy deciding(Function<ToolCall, ToolDecision> decision) {
		return new RunPolicy() {

			@Override
			public ToolDecision decide(ToolCall call) {
				return decision.apply(call);
			}

		};
	}

	private Recording recording(RunId id) {
		return this.store.recording(id).orElseThrow();
	}

	private String hash(String folder, RunId id) {
		return Replay.of(new RunStore(this.home.resolve(folder)).recording(id).orElseThrow()).replayed().hash();
	}

	private Path journal(RunId id) {
		return this.home.resolve("runs").resolve(id.value()).resolve("journal.jsonl");
	}

}
