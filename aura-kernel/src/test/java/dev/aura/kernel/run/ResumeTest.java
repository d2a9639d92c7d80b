package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aura.api.ProblemType;
import dev.aura.api.fs.WriteResult;
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
import dev.aura.kernel.replay.Replay;
import dev.aura.kernel.replay.Replayed;
import dev.aura.kernel.settings.Secret;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResumeTest {

	private static final Retries QUICK = new Retries(1, Duration.ofMillis(1), Duration.ofMillis(10));

	@TempDir
	private Path folder;

	/** What the bus did, by key. */
	private final Map<String, String> effects = new ConcurrentHashMap<>();

	@Test
	void endsAlikeWhereverItsJournalWasCutOff() throws Exception {
		RunId id;
		String hash;
		try (ScriptedModel model = script(); ScriptedBus bus = bus()) {
			RunStore store = new RunStore(this.folder.resolve("whole"));
			id = execute(store.create("Count"), engine(model, bus, RunPolicy.OPEN)).id();
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
			hash = Replay.of(store.recording(id).orElseThrow()).replayed().hash();
		}
		Map<String, String> whole = Map.copyOf(this.effects);
		List<String> lines = Files.readAllLines(journal("whole", id));
		assertThat(lines).hasSizeGreaterThan(20);

		// The header and run_started are on disk before anything is done.
		for (int cut = 2; cut < lines.size(); cut++) {
			resumesAfter(cut, lines, id, whole, hash);
		}
	}

	private void resumesAfter(int cut, List<String> lines, RunId id, Map<String, String> whole, String hash)
			throws Exception {
		String home = "cut-" + cut;
		Files.createDirectories(folder(home, id));
		Files.write(journal(home, id), lines.subList(0, cut));
		JournalLines known = JournalLines.read(folder(home, id));
		// What was answered before has happened; the rest may have or not, here it has
		// not.
		this.effects.clear();
		Set<String> before = new HashSet<>();
		known.events().forEach((event) -> {
			if (event.event() instanceof AgentEvent.ToolAnswered done) {
				before.add(done.tool().equals("read_file") ? "read" : id + "/" + done.step() + "/" + done.call());
			}
		});
		int paid = known.answers().size();
		try (ScriptedModel model = script(paid); ScriptedBus bus = bus()) {
			RunStore store = new RunStore(this.folder.resolve(home));
			execute(store.reopen(id), engine(model, bus, RunPolicy.OPEN));

			List<RunEvent> events = store.events(id, 0);
			assertThat(events.getLast().event()).as("cut after line %d", cut)
				.isInstanceOfSatisfying(AgentEvent.Answered.class, (answered) -> {
					assertThat(answered.answer()).isEqualTo("Three files.");
					assertThat(answered.steps()).isEqualTo(3);
					assertThat(answered.usage().total()).isEqualTo(330);
				});
			assertThat(events).extracting(RunEvent::seq).doesNotHaveDuplicates();
			assertThat(model.requests()).as("paid after line %d", cut).hasSize(3 - paid);
			Set<String> all = new HashSet<>(this.effects.keySet());
			assertThat(Collections.disjoint(all, before)).as("sent again after line %d", cut).isTrue();
			all.addAll(before);
			assertThat(all).isEqualTo(whole.keySet());
			Replayed replayed = Replay.of(store.recording(id).orElseThrow());
			assertThat(replayed.replayed().hash()).as("replayed after line %d", cut).isEqualTo(hash);
			assertThat(replayed.recorded().hash()).as("recorded after line %d", cut).isEqualTo(hash);
		}
	}

	@Test
	void tellsTheModelThatAnOutcomeIsUnknownAndDoesNotRepeatIt() {
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("I will look.");
			bus.on("/fs/write", (request) -> ScriptedBus.problem(ProblemType.OUTCOME_UNKNOWN, "It was cut off.",
					Map.of("outcome", "unknown")));
			RunStore store = new RunStore(this.folder);
			Run run = execute(store.create("Write"), engine(model, bus, RunPolicy.OPEN));

			assertThat(model.lastToolResults()).singleElement()
				.asString()
				.startsWith("Outcome unknown:")
				.contains("check before you repeat it");
			assertThat(store.events(run.id(), 0)).extracting(RunEvent::event)
				.filteredOn(AgentEvent.ToolAnswered.class::isInstance)
				.singleElement()
				.isInstanceOfSatisfying(AgentEvent.ToolAnswered.class, (result) -> {
					assertThat(result.ok()).isFalse();
					assertThat(result.unknown()).isTrue();
				});
			assertThat(bus.requests()).hasSize(1);
		}
	}

	@Test
	void sendsTheSameKeyAgainWhenTheConnectionBreaks() {
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Written.");
			AtomicInteger calls = new AtomicInteger();
			bus.on("/fs/write", (request) -> switch (calls.incrementAndGet()) {
				case 1 -> new MockResponse.Builder().onResponseStart(SocketEffect.ShutdownConnection.INSTANCE).build();
				case 2 -> ScriptedBus.problem(ProblemType.CONFLICT, "At work.", Map.of("outcome", "inFlight"));
				default -> ScriptedBus.json(new WriteResult("a", 1, "0".repeat(64), true));
			});
			Run run = execute(new RunStore(this.folder).create("Write"), engine(model, bus, RunPolicy.OPEN));

			assertThat(model.lastToolResults()).containsExactly("Created a: it now has 1 bytes.");
			assertThat(bus.requests()).hasSize(3)
				.allSatisfy((request) -> assertThat(request.getHeaders().get("Idempotency-Key"))
					.isEqualTo(run.id() + "/1/1"));
		}
	}

	@Test
	void goesOnWithTheCallThatFoundNoBus() {
		RunStore store = new RunStore(this.folder);
		RunId id;
		try (ScriptedModel model = ScriptedModel.start()) {
			ScriptedBus gone = ScriptedBus.start();
			gone.close();
			model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));
			id = execute(store.create("Write"), engine(model, gone, RunPolicy.OPEN)).id();
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.FAILED);
		}
		try (ScriptedModel model = ScriptedModel.start().says("Written."); ScriptedBus bus = ScriptedBus.start()) {
			execute(store.reopen(id), engine(model, bus, RunPolicy.OPEN));

			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
			assertThat(bus.files()).containsEntry("a", "1");
			assertThat(model.requests()).hasSize(1);
		}
	}

	@Test
	void goesOnWithMoreStepsAfterTheyRanOut() {
		RunStore store = new RunStore(this.folder);
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.calls(new Call("recall", "{\"query\":\"x\"}"))
				.calls(new Call("recall", "{\"query\":\"y\"}"))
				.says("Here.");
			RunId id = execute(store.create("Recall"), engine(model, bus, RunPolicy.OPEN, 2)).id();
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.BUDGET_RAN_OUT);

			execute(store.reopen(id), engine(model, bus, RunPolicy.OPEN, 3));

			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
			assertThat(bus.requests()).hasSize(2);
		}
	}

	@Test
	void addsUpTheTimeOfAllItsLives() {
		RunStore store = new RunStore(this.folder);
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.stalls("Let me").says("Here.");
			RunId id = execute(store.create("Think"), engine(model, bus, RunPolicy.OPEN, Duration.ofSeconds(1))).id();
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.BUDGET_RAN_OUT);

			execute(store.reopen(id), engine(model, bus, RunPolicy.OPEN, Duration.ofSeconds(1)));
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.BUDGET_RAN_OUT);
			assertThat(model.requests()).hasSize(1);

			execute(store.reopen(id), engine(model, bus, RunPolicy.OPEN, Duration.ofSeconds(60)));
			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
		}
	}

	@Test
	void pausesForAPersonBeforeAnyCallOfTheStepAndGoesOnAfterwards() {
		RunStore store = new RunStore(this.folder);
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model
				.calls(new Call("read_file", "{\"path\":\"b\"}"),
						new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"))
				.says("Done.");
			RunPolicy asks = policy("write_file", new ToolDecision.Asked("Write a?"));
			RunId id = execute(store.create("Write"), engine(model, bus, asks)).id();

			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.WAITING);
			assertThat(bus.requests()).isEmpty();
			assertThat(store.events(id, 0).getLast().event()).isInstanceOfSatisfying(AgentEvent.Waiting.class,
					(waiting) -> assertThat(waiting.questions()).containsExactly(new AgentEvent.Waiting.Question(2,
							"write_file", "{\"path\":\"a\",\"content\":\"1\"}", "Write a?")));

			RunPolicy denies = policy("write_file", new ToolDecision.Denied("the person says no"));
			execute(store.reopen(id), engine(model, bus, denies));

			assertThat(store.summary(id).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
			assertThat(bus.requests()).extracting((request) -> request.getUrl().encodedPath())
				.containsExactly("/fs/read");
			assertThat(model.lastToolResults()).element(1).isEqualTo("Not done: the person says no");
			assertThat(model.requests()).hasSize(2);
		}
	}

	@Test
	void isInterruptedWhenItIsCancelledOnItsWayIntoThePause() {
		RunStore store = new RunStore(this.folder);
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));
			Run run = store.create("Write");
			RunPolicy cancels = new RunPolicy() {
				@Override
				public ToolDecision decide(ToolCall call) {
					run.cancel();
					return new ToolDecision.Asked("Write a?");
				}
			};
			execute(run, engine(model, bus, cancels));

			assertThat(store.summary(run.id()).orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
			assertThat(run.cancel()).isFalse();
		}
	}

	@Test
	void canBeResumedWhenItsEndCouldNotBeNoted() {
		RunStore store = new RunStore(this.folder);
		try (ScriptedModel model = ScriptedModel.start(); ScriptedBus bus = ScriptedBus.start()) {
			model.fails(401, "{\"error\":{\"message\":\"no\"}}").says("Here.");
			Run run = store.create("Ask");
			run.listen((event) -> {
				if (event.status().ended()) {
					throw new UncheckedIOException(new IOException("No space left on device"));
				}
			});
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> execute(run, engine(model, bus, RunPolicy.OPEN)));

			execute(store.reopen(run.id()), engine(model, bus, RunPolicy.OPEN));

			assertThat(store.summary(run.id()).orElseThrow().status()).isEqualTo(RunStatus.ANSWERED);
		}
	}

	private static RunPolicy policy(String tool, ToolDecision decision) {
		return new RunPolicy() {
			@Override
			public ToolDecision decide(ToolCall call) {
				return call.tool().equals(tool) ? decision : new ToolDecision.Allowed();
			}
		};
	}

	private ScriptedModel script() {
		return script(0);
	}

	/** What is left of the script after some turns. */
	private static ScriptedModel script(int turns) {
		ScriptedModel model = ScriptedModel.start();
		List<Runnable> script = new ArrayList<>();
		script.add(() -> model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"),
				new Call("write_file", "{\"path\":\"b\",\"content\":\"2\"}")));
		script.add(() -> model.calls(new Call("write_file", "{\"path\":\"c\",\"content\":\"3\"}"),
				new Call("read_file", "{\"path\":\"a\"}")));
		script.add(() -> model.says("Three files."));
		script.subList(turns, script.size()).forEach(Runnable::run);
		return model;
	}

	private ScriptedBus bus() {
		ScriptedBus bus = ScriptedBus.start();
		return bus.on("/fs/write", this::write).on("/fs/read", this::read);
	}

	private MockResponse write(RecordedRequest request) {
		String key = String.valueOf(request.getHeaders().get("Idempotency-Key"));
		assertThat(this.effects.put(key, "written")).isNull();
		return ScriptedBus.json(new WriteResult("a", 1, "0".repeat(64), true));
	}

	private MockResponse read(RecordedRequest request) {
		// Reads carry no key; there is one, and it has a place in the script.
		this.effects.put("read", "read");
		return ScriptedBus.problem(ProblemType.NOT_FOUND, "There is none.");
	}

	private static Run execute(Run run, RunEngine engine) {
		engine.announce(run);
		engine.execute(run, List.of());
		return run;
	}

	private static RunEngine engine(ScriptedModel model, ScriptedBus bus, RunPolicy policy) {
		return engine(model, bus, policy, 50);
	}

	private static RunEngine engine(ScriptedModel model, ScriptedBus bus, RunPolicy policy, int steps) {
		return engine(model, bus, policy, new Budget(steps, OptionalLong.empty(), Optional.empty()));
	}

	private static RunEngine engine(ScriptedModel model, ScriptedBus bus, RunPolicy policy, Duration time) {
		return engine(model, bus, policy, new Budget(50, OptionalLong.empty(), Optional.of(time)));
	}

	private static RunEngine engine(ScriptedModel model, ScriptedBus bus, RunPolicy policy, Budget budget) {
		ModelSettings settings = new ModelSettings(model.address(), new Secret("secret-key"), "scripted", "a test",
				Duration.ofSeconds(5));
		URI address = bus.address();
		return new RunEngine(new ModelClient(settings, QUICK),
				new BusClient(new BusSettings(address, new Secret(ScriptedBus.TOKEN)), Duration.ofMillis(500)), budget,
				(run) -> policy);
	}

	private Path journal(String home, RunId id) {
		return folder(home, id).resolve("journal.jsonl");
	}

	private Path folder(String home, RunId id) {
		return this.folder.resolve(home).resolve("runs").resolve(id.value());
	}

}
