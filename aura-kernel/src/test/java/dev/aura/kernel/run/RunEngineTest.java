package dev.aura.kernel.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.api.ProblemType;
import dev.aura.api.fs.ReadResult;
import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedServers;
import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.settings.Secret;
import dev.langchain4j.data.message.UserMessage;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunEngineTest extends ScriptedServers {

	private static final Budget BUDGET = new Budget(10, OptionalLong.empty(), Optional.empty());

	private static final Retries QUICK = new Retries(3, Duration.ofMillis(1), Duration.ofMillis(10));

	private final List<RunEvent> events = new ArrayList<>();

	@Test
	void drivesTheWholeLoopFromSearchToPlan() {
		this.model.calls(new Call("search_web", "{\"query\":\"tides\"}"))
			.calls(new Call("remember", "{\"text\":\"Tides follow the moon.\",\"source\":\"https://example.org\"}"))
			.calls(new Call("execute_code", "{\"language\":\"python\",\"code\":\"print(6*7)\"}"))
			.calls(new Call("write_file", "{\"path\":\"plan.md\",\"content\":\"# Plan\\n\"}"))
			.says("The plan is in plan.md.");

		AgentEvent last = run("Plan it");

		assertThat(last).isInstanceOfSatisfying(AgentEvent.Answered.class, (answered) -> {
			assertThat(answered.answer()).isEqualTo("The plan is in plan.md.");
			assertThat(answered.steps()).isEqualTo(5);
			assertThat(answered.usage().total()).isEqualTo(550);
		});
		assertThat(this.bus.files()).containsEntry("plan.md", "# Plan\n");
		assertThat(results()).hasSize(4).allMatch(AgentEvent.ToolAnswered::ok);
		assertThat(this.model.requests().getFirst().path("tools").size()).isEqualTo(10);
		assertThat(this.model.requests().getFirst().path("stream_options").path("include_usage").asBoolean()).isTrue();
	}

	@Test
	void namesEachMutatingCallOnceAndTracesThemAll() {
		this.model
			.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"),
					new Call("read_file", "{\"path\":\"a\"}"))
			.calls(new Call("remember", "{\"text\":\"x\"}"))
			.says("Done.");

		run("Write");

		String run = this.events.getFirst().run();
		assertThat(requests("/fs/write").getHeaders().get("Idempotency-Key")).isEqualTo(run + "/1/1");
		assertThat(requests("/memory/add").getHeaders().get("Idempotency-Key")).isEqualTo(run + "/2/1");
		assertThat(requests("/fs/read").getHeaders().get("Idempotency-Key")).isNull();
		String trace = ((AgentEvent.RunStarted) this.events.getFirst().event()).trace();
		List<String> sent = this.bus.requests()
			.stream()
			.map((request) -> String.valueOf(request.getHeaders().get("traceparent")))
			.toList();
		List<String> told = of(AgentEvent.ToolCalled.class).map((call) -> "00-" + trace + "-" + call.span() + "-01")
			.toList();
		assertThat(sent).containsExactlyInAnyOrderElementsOf(told).doesNotHaveDuplicates();
	}

	@Test
	void carriesOutTheCallsOfATurnSideBySideAndAnswersInOrder() {
		CyclicBarrier allThree = new CyclicBarrier(3);
		this.bus.on("/fs/read", (request) -> {
			try {
				allThree.await(20, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				return ScriptedBus.problem(ProblemType.UPSTREAM_TOO_SLOW, "The calls do not run side by side.");
			}
			String path = request.getUrl().queryParameter("path");
			return ScriptedBus.json(new ReadResult(path, "content of " + path, 1, 1, false, null));
		});
		this.model
			.calls(new Call("read_file", "{\"path\":\"one\"}"), new Call("read_file", "{\"path\":\"two\"}"),
					new Call("read_file", "{\"path\":\"three\"}"))
			.says("Read.");

		run("Read three");

		assertThat(this.model.lastToolResults()).satisfiesExactly((one) -> assertThat(one).contains("content of one"),
				(two) -> assertThat(two).contains("content of two"),
				(three) -> assertThat(three).contains("content of three"));
	}

	@Test
	void readsSeveralCallsOutOfOneEventWithoutIds() {
		this.model
			.callsAtOnce(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"),
					new Call("write_file", "{\"path\":\"b\",\"content\":\"2\"}"))
			.says("Both.");

		run("Write two");

		assertThat(this.bus.files()).containsOnlyKeys("a", "b");
	}

	@Test
	void waitsAsLongAsTheServerAsksAndThenGoesOn() {
		this.model.fails(429, "{\"error\":{\"message\":\"Slow down\"}}", "Retry-After", "0.01")
			.fails(429, "{\"error\":{\"message\":\"Slow down\"}}", "Retry-After", "0.02")
			.says("Here.");

		AgentEvent last = run("Ask");

		assertThat(last).isInstanceOf(AgentEvent.Answered.class);
		assertThat(of(AgentEvent.ModelRetried.class).toList()).containsExactly(
				new AgentEvent.ModelRetried(1, 1, "it answered 429: Slow down", 10),
				new AgentEvent.ModelRetried(1, 2, "it answered 429: Slow down", 20));
	}

	@Test
	void failsAtOnceOnAnAnswerThatNoRetryCures() {
		this.model.fails(401, "{\"error\":{\"message\":\"Incorrect API key provided: secret-key\"}}");

		AgentEvent last = run("Ask");

		assertThat(last).isInstanceOfSatisfying(AgentEvent.Failed.class,
				(failed) -> assertThat(failed.reason()).contains("401: Incorrect API key provided: ***")
					.doesNotContain("secret-key"));
		assertThat(this.model.requests()).hasSize(1);
	}

	@Test
	void givesUpAfterSomeFailures() {
		this.model.fails(503, "overloaded");

		assertThat(run("Ask")).isInstanceOfSatisfying(AgentEvent.Failed.class,
				(failed) -> assertThat(failed.reason()).contains("503: overloaded").contains("tried 3 times"));
	}

	@Test
	void asksAgainWhenTheAnswerIsCutMidway() {
		this.model.cutMidway("This is an answer that is cut").says("This is whole.");

		assertThat(run("Ask")).isInstanceOfSatisfying(AgentEvent.Answered.class,
				(answered) -> assertThat(answered.answer()).isEqualTo("This is whole."));
		assertThat(of(AgentEvent.ModelRetried.class).toList()).hasSize(1);
	}

	@Test
	void asksAgainWhenTheAnswerStalls() {
		this.model.stalls("This is an answer that stalls").says("This is whole.");

		assertThat(run("Ask")).isInstanceOf(AgentEvent.Answered.class);
		assertThat(of(AgentEvent.ModelRetried.class).map(AgentEvent.ModelRetried::reason).toList())
			.containsExactly("it fell silent for 1 s");
	}

	@Test
	void takesAnAnswerForWholeThoughTheConnectionStaysOpen() {
		this.model.lingersAfter("This is whole.");

		assertThat(run("Ask")).isInstanceOf(AgentEvent.Answered.class);
		assertThat(of(AgentEvent.ModelRetried.class)).isEmpty();
	}

	@Test
	void asksAgainWhenTheServerBreaksOffWithAnError() {
		this.model.breaksOff("the model crashed").says("This is whole.");

		assertThat(run("Ask")).isInstanceOf(AgentEvent.Answered.class);
		assertThat(of(AgentEvent.ModelRetried.class).map(AgentEvent.ModelRetried::reason).toList())
			.containsExactly("it broke off: the model crashed");
	}

	@Test
	void asksAgainWhenTheAnswerIsEmpty() {
		this.model.says("").says("Here.");

		assertThat(run("Ask")).isInstanceOf(AgentEvent.Answered.class);
	}

	@Test
	void putsAnAnswerTogetherThatExceedsTheOutputLimit() {
		this.model.says("First half, ", "length").says("second half.");

		assertThat(run("Ask")).isInstanceOfSatisfying(AgentEvent.Answered.class,
				(answered) -> assertThat(answered.answer()).isEqualTo("First half, second half."));
		assertThat(this.model.requests().getLast().path("messages").toString()).contains("cut off at the output limit");
	}

	@Test
	void doesNothingOfCallsThatExceedTheOutputLimit() {
		this.model.callsCutOff(new Call("write_file", "{\"path\":\"a\",\"content\":\"1")).says("Too long.");

		run("Write");

		assertThat(this.bus.files()).isEmpty();
		assertThat(this.model.lastToolResults()).singleElement()
			.asString()
			.startsWith("Nothing was done: your answer was cut off");
	}

	@Test
	void tellsTheModelWhatIsWrongWithItsArguments() {
		this.model
			.calls(new Call("write_file", "{\"path\":\"a\",\"content\":"), new Call("write_file", "{\"path\":\"a\"}"),
					new Call("read_file", "{\"path\":7}"), new Call("read_file", "{\"path\":\"a\",\"lines\":3}"),
					new Call("read_file", "[]"), new Call("fly", "{}"))
			.says("Sorry.");

		run("Err");

		assertThat(this.model.lastToolResults()).satisfiesExactly(
				(broken) -> assertThat(broken).contains("not valid JSON").contains("path (text, required)"),
				(missing) -> assertThat(missing).contains("content: absent"),
				(wrong) -> assertThat(wrong).contains("path has the wrong type"),
				(unknown) -> assertThat(unknown).contains("no argument \"lines\""),
				(list) -> assertThat(list).contains("not a JSON object"),
				(tool) -> assertThat(tool).contains("no tool \"fly\"").contains("read_file"));
		assertThat(this.bus.files()).isEmpty();
		// Servers that parse the arguments of earlier calls must be able to.
		this.model.requests()
			.getLast()
			.path("messages")
			.valueStream()
			.flatMap((message) -> message.path("tool_calls").valueStream())
			.forEach((call) -> assertThat(call.path("function").path("arguments").asString()).startsWith("{")
				.endsWith("}"));
	}

	@Test
	void tellsTheModelTheProblemThatTheBusAnswers() {
		this.model.calls(new Call("read_file", "{\"path\":\"nowhere\"}")).says("There is none.");

		run("Read");

		assertThat(this.model.lastToolResults())
			.containsExactly("Not done: the bus answered 404: path: nowhere (expected: a file that exists)");
	}

	@Test
	void tellsTheModelThatTheTokenIsWrong() {
		this.model.calls(new Call("read_file", "{\"path\":\"a\"}")).says("No access.");

		run("Read", this.bus.address().toString(), "another-token", BUDGET);

		assertThat(this.model.lastToolResults()).singleElement()
			.asString()
			.contains("401")
			.doesNotContain("another-token");
	}

	@Test
	void endsWhenTheBusStaysAway() {
		String address = this.bus.address().toString();
		this.bus.close();
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));

		AgentEvent last = run("Write", address, ScriptedBus.TOKEN, BUDGET);

		assertThat(last).isInstanceOfSatisfying(AgentEvent.Failed.class,
				(failed) -> assertThat(failed.reason()).contains("the bus at " + address + " does not answer"));
		// It is resumed with the call that found no bus.
		assertThat(results()).isEmpty();
	}

	@Test
	void endsWhenTheStepsRunOut() {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));

		AgentEvent last = run("Write for ever");

		assertThat(last).isInstanceOfSatisfying(AgentEvent.BudgetRanOut.class, (ranOut) -> {
			assertThat(ranOut.variable()).isEqualTo("AURA_MAX_STEPS");
			assertThat(ranOut.done()).hasSize(10).allMatch((call) -> call.startsWith("write_file"));
		});
		assertThat(this.model.requests()).hasSize(10);
	}

	@Test
	void endsWhenTheTokensRunOut() {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"));

		AgentEvent last = run("Recall for ever", this.bus.address().toString(), ScriptedBus.TOKEN,
				new Budget(50, OptionalLong.of(300), Optional.empty()));

		assertThat(last).isInstanceOfSatisfying(AgentEvent.BudgetRanOut.class, (ranOut) -> {
			assertThat(ranOut.variable()).isEqualTo("AURA_MAX_TOKENS");
			assertThat(ranOut.steps()).isEqualTo(3);
		});
	}

	@Test
	void endsWhenTheTimeRunsOut() {
		this.model.stalls("Thinking about it for ever");

		AgentEvent last = run("Think", this.bus.address().toString(), ScriptedBus.TOKEN,
				new Budget(50, OptionalLong.empty(), Optional.of(Duration.ofMillis(300))));

		assertThat(last).isInstanceOfSatisfying(AgentEvent.BudgetRanOut.class,
				(ranOut) -> assertThat(ranOut.variable()).isEqualTo("AURA_MAX_SECONDS"));
	}

	@Test
	void stopsAtOnceWhenItIsCancelled() throws Exception {
		this.model.stalls("Thinking about it for ever");
		RunStore store = new RunStore(this.home);
		RunEngine engine = engine(this.bus.address().toString(), ScriptedBus.TOKEN, BUDGET);
		Run run = store.create("Think");
		engine.announce(run);
		Thread canceller = Thread.ofVirtual().start(() -> {
			try {
				this.model.awaitStall();
				run.cancel();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});

		AgentEvent last = engine.execute(run, List.of()).last();

		canceller.join();
		assertThat(last).isInstanceOf(AgentEvent.Interrupted.class);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(store.list()).singleElement().extracting(RunSummary::status).isEqualTo(RunStatus.INTERRUPTED);
	}

	@Test
	void stopsToolCallsAtOnceWhenItIsCancelled() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		this.bus.on("/sandbox/execute", (request) -> {
			called.countDown();
			try {
				over.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return ScriptedBus.problem(ProblemType.INTERNAL, "Too late.");
		});
		this.model.calls(new Call("execute_code", "{\"language\":\"bash\",\"code\":\"sleep 1000\"}")).says("Slept.");
		RunStore store = new RunStore(this.home);
		RunEngine engine = engine(this.bus.address().toString(), ScriptedBus.TOKEN, BUDGET);
		Run run = store.create("Sleep");
		engine.announce(run);
		Thread canceller = Thread.ofVirtual().start(() -> {
			try {
				called.await();
				run.cancel();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});

		RunResult result = engine.execute(run, List.of());

		canceller.join();
		over.countDown();
		assertThat(result.last()).isInstanceOf(AgentEvent.Interrupted.class);
		assertThat(this.model.requests()).hasSize(1);
		// The call has no result, so a conversation that goes on must not contain it.
		assertThat(result.messages().getLast()).isInstanceOf(UserMessage.class);
	}

	@Test
	void keepsTwoEqualMessages() {
		this.model.says("yes");
		RunStore store = new RunStore(this.home);
		RunEngine engine = engine(this.bus.address().toString(), ScriptedBus.TOKEN, BUDGET);

		RunResult first = execute(store, engine, "yes", List.of());
		RunResult second = execute(store, engine, "yes", first.messages());

		assertThat(second.messages()).hasSize(5);
		assertThat(this.model.requests().getLast().path("messages").size()).isEqualTo(4);
	}

	@Test
	void cutsLongOutputAndSaysHowToGoOn() {
		String line = "x".repeat(99) + "\n";
		this.bus.files().put("long", line.repeat(1000));
		this.model.calls(new Call("read_file", "{\"path\":\"long\"}")).says("Long.");

		run("Read");

		assertThat(this.model.lastToolResults()).singleElement()
			.asString()
			.hasSizeLessThan(17_000)
			.endsWith("There is more: go on with offset 160.");
	}

	@Test
	void estimatesTokensThatTheServerDoesNotCount() {
		this.model.saysWithoutUsage("Here.");

		run("Ask");

		assertThat(of(AgentEvent.TokensUsed.class).toList()).singleElement().satisfies((used) -> {
			assertThat(used.estimated()).isTrue();
			assertThat(used.total()).isPositive();
		});
	}

	@Test
	void storesTheEventsAsTheyWereTold() {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("Here.");

		run("Ask");

		RunStore store = new RunStore(this.home);
		RunId id = RunId.of(this.events.getFirst().run()).orElseThrow();
		assertThat(store.events(id, 0)).isEqualTo(this.events);
		assertThat(this.events.stream().map(RunEvent::seq))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, this.events.size()).mapToObj(Long::valueOf).toList());
		assertThat(store.list()).singleElement().satisfies((summary) -> {
			assertThat(summary.status()).isEqualTo(RunStatus.ANSWERED);
			assertThat(summary.task()).isEqualTo("Ask");
		});
	}

	@Test
	void asksOverHttp11WithoutOfferingAnUpgrade() {
		this.model.says("Here.");

		run("Ask");

		assertThat(this.model.raw()).singleElement()
			.satisfies((request) -> assertThat(request.getHeaders().get("Upgrade")).isNull());
	}

	private AgentEvent run(String task) {
		return run(task, this.bus.address().toString(), ScriptedBus.TOKEN, BUDGET);
	}

	private AgentEvent run(String task, String address, String token, Budget budget) {
		return execute(new RunStore(this.home), engine(address, token, budget), task, List.of()).last();
	}

	private RunResult execute(RunStore store, RunEngine engine, String task,
			List<dev.langchain4j.data.message.ChatMessage> earlier) {
		Run run = store.create(task);
		run.listen(this.events::add);
		engine.announce(run);
		return engine.execute(run, earlier);
	}

	private RunEngine engine(String address, String token, Budget budget) {
		ModelSettings settings = new ModelSettings(this.model.address(), new Secret("secret-key"), "scripted", "a test",
				Duration.ofSeconds(1));
		return new RunEngine(new ModelClient(settings, QUICK),
				new BusClient(new BusSettings(java.net.URI.create(address), new Secret(token)), Duration.ofMillis(500)),
				budget);
	}

	private RecordedRequest requests(String path) {
		return this.bus.requests()
			.stream()
			.filter((request) -> request.getUrl().encodedPath().equals(path))
			.findFirst()
			.orElseThrow();
	}

	private List<AgentEvent.ToolAnswered> results() {
		return of(AgentEvent.ToolAnswered.class).toList();
	}

	private <T extends AgentEvent> Stream<T> of(Class<T> type) {
		return this.events.stream().map(RunEvent::event).filter(type::isInstance).map(type::cast);
	}

}
