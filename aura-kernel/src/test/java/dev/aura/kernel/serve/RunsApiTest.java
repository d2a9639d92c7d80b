package dev.aura.kernel.serve;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.aura.kernel.CrowdedModel;
import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.approve.Verdict;
import dev.aura.kernel.policy.Terms;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RunsApiTest extends RunsApi {

	@Test
	void waitsForAPersonAndGoesOnAfterARestart() throws Exception {
		this.bus.files().put("plan.md", "old\n");
		this.model.calls(new Call("write_file", "{\"path\":\"plan.md\",\"content\":\"new\\n\"}")).says("Replaced.");
		serve(Map.of());
		String id = submit("{\"task\":\"Replace\",\"approve\":\"risky\"}");
		await(id, "waiting");
		String during = this.bus.files().get("plan.md");

		serve(Map.of());
		JsonNode approvals = json(get("/approvals")).path("approvals");
		JsonNode run = json(get("/runs/" + id));
		HttpResponse<String> allowed = post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");
		await(id, "answered");

		assertThat(during).isEqualTo("old\n");
		assertThat(approvals).hasSize(1);
		assertThat(approvals.get(0).path("question").asString()).contains("-old", "+new");
		assertThat(run.path("approvals").get(0).path("tool").asString()).isEqualTo("write_file");
		assertThat(allowed.statusCode()).isEqualTo(200);
		assertThat(this.bus.files()).containsEntry("plan.md", "new\n");
		assertThat(json(get("/approvals")).path("approvals")).isEmpty();
		assertProblem(post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}"), 409, "conflict");
	}

	@Test
	void decidesOnCallsOneByOneAndTellsTheModelWhyNot() throws Exception {
		this.model
			.calls(new Call("execute_code", "{\"language\":\"bash\",\"code\":\"ls\"}"),
					new Call("execute_code", "{\"language\":\"bash\",\"code\":\"rm x\"}"))
			.says("Listed.");
		serve(Map.of("AURA_APPROVE", "risky"));
		String id = submit("{\"task\":\"List and remove\"}");
		await(id, "waiting");

		JsonNode first = json(post("/runs/" + id + "/approve", "{\"decision\":\"allow\",\"call\":1}"));
		JsonNode second = json(
				post("/runs/" + id + "/approve", "{\"decision\":\"deny\",\"call\":2,\"reason\":\"keep x\"}"));
		await(id, "answered");

		assertThat(first.path("status").asString()).isEqualTo("waiting");
		assertThat(second.path("status").asString()).isEqualTo("queued");
		assertThat(this.model.lastToolResults()).satisfiesExactly((one) -> assertThat(one).contains("exit code 0"),
				(two) -> assertThat(two).contains("keep x"));
	}

	@Test
	void takesUpByItselfWhatItsOwnEndCutOff() throws Exception {
		this.model.stalls("Thinking about it for ever");
		this.model.says("Thought.");
		serve(Map.of());
		String id = submit("{\"task\":\"Think\"}");
		this.model.awaitStall();

		serve(Map.of());
		await(id, "answered");
		List<JsonNode> events = events(id, "");

		assertThat(events).extracting((event) -> event.path("seq").asInt())
			.isEqualTo(Stream.iterate(1, (seq) -> seq + 1).limit(events.size()).toList());
		assertThat(events(id, "5")).isEqualTo(events.subList(5, events.size()));
		assertThat(events).extracting((event) -> event.path("type").asString()).contains("interrupted", "resumed");
	}

	@Test
	void leavesACancelledRunAloneUntilItIsResumed() throws Exception {
		this.model.stalls("Thinking about it for ever");
		this.model.says("Thought.");
		serve(Map.of());
		String id = submit("{\"task\":\"Think\"}");
		this.model.awaitStall();
		post("/runs/" + id + "/cancel", "");
		await(id, "interrupted");

		serve(Map.of());
		String before = json(get("/runs/" + id)).path("status").asString();
		HttpResponse<String> resumed = send(
				request("/runs/" + id + "/resume").POST(HttpRequest.BodyPublishers.noBody()));
		await(id, "answered");

		assertThat(before).isEqualTo("interrupted");
		assertThat(resumed.statusCode()).isEqualTo(202);
		assertProblem(post("/runs/" + id + "/resume", "{}"), 409, "conflict");
	}

	@Test
	void followsARunInOneStreamAcrossApprovals() throws Exception {
		Call write = new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}");
		this.model.calls(write).calls(write).says("Written twice.");
		serve(Map.of("AURA_APPROVE", "always"));
		String id = submit("{\"task\":\"Write twice\"}");
		Future<List<JsonNode>> fromTheFirst = follow(id, "");
		await(id, "waiting");
		Future<List<JsonNode>> whileItWaits = follow(id, "3");

		post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");
		await(id, "waiting");
		post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");

		List<JsonNode> all = fromTheFirst.get(30, TimeUnit.SECONDS);
		assertNumberedFrom(1, all);
		assertThat(types(all)).containsSubsequence("run_started", "waiting", "decided", "resumed", "waiting", "decided",
				"resumed", "tool_result", "answered");
		assertThat(whileItWaits.get(30, TimeUnit.SECONDS)).isEqualTo(all.subList(3, all.size()));
		assertThat(events(id, "")).isEqualTo(all);
	}

	@Test
	void followsARunAfterItWasCancelledAndResumed() throws Exception {
		this.model.stalls("Thinking about it for ever");
		this.model.says("Thought.");
		serve(Map.of());
		String id = submit("{\"task\":\"Think\"}");
		Future<List<JsonNode>> following = follow(id, "");
		this.model.awaitStall();

		post("/runs/" + id + "/cancel", "");
		List<JsonNode> first = following.get(30, TimeUnit.SECONDS);
		post("/runs/" + id + "/resume", "{}");
		List<JsonNode> second = events(id, Integer.toString(first.size()));

		assertThat(types(first)).last().isEqualTo("interrupted");
		assertNumberedFrom(1, first);
		assertThat(types(second)).first().isEqualTo("resumed");
		assertThat(types(second)).last().isEqualTo("answered");
		assertNumberedFrom(first.size() + 1, second);
	}

	@Test
	void endsTheStreamOfARunThatWaitsWhenItStops() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}"));
		serve(Map.of("AURA_APPROVE", "always"));
		String id = submit("{\"task\":\"Write\"}");
		await(id, "waiting");
		Future<List<JsonNode>> following = follow(id, "");

		long start = System.nanoTime();
		Objects.requireNonNull(this.context).close();

		assertThat(types(following.get(30, TimeUnit.SECONDS))).last().isEqualTo("waiting");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void cancelsARunThatWaitsForAPerson() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Written.");
		serve(Map.of("AURA_APPROVE", "always"));
		String id = submit("{\"task\":\"Write\"}");
		await(id, "waiting");
		Future<List<JsonNode>> following = follow(id, "");

		HttpResponse<String> cancelled = post("/runs/" + id + "/cancel", "");
		JsonNode run = json(get("/runs/" + id));
		JsonNode approvals = json(get("/approvals")).path("approvals");
		HttpResponse<String> approved = post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");
		List<JsonNode> events = following.get(30, TimeUnit.SECONDS);
		serve(Map.of("AURA_APPROVE", "always"));
		String afterwards = status(id);
		post("/runs/" + id + "/resume", "{}");
		await(id, "waiting");
		post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");
		await(id, "answered");

		assertThat(cancelled.statusCode()).isEqualTo(200);
		assertThat(json(cancelled).path("status").asString()).isEqualTo("interrupted");
		assertThat(run.path("status").asString()).isEqualTo("interrupted");
		assertThat(run.path("reason").asString()).isEqualTo("the run was cancelled");
		assertThat(run.has("approvals")).isFalse();
		assertThat(approvals).isEmpty();
		assertProblem(approved, 409, "conflict");
		assertThat(types(events)).last().isEqualTo("interrupted");
		assertThat(afterwards).isEqualTo("interrupted");
		assertThat(this.bus.files()).containsEntry("a", "1");
	}

	@Test
	void goesOnWithTheOthersWhenJournalsAreDamaged() throws Exception {
		Call write = new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}");
		this.model.calls(write).calls(write).calls(write).calls(write).says("Done.");
		Map<String, String> asking = Map.of("AURA_APPROVE", "always");
		serve(asking);
		String damaged = waiting("Damaged");
		String lost = waiting("x".repeat(40_000));
		String sound = waiting("Sound");
		String decided = waiting("Decided");
		Objects.requireNonNull(this.context).close();
		Path journal = this.home.resolve("runs/" + damaged + "/journal.jsonl");
		Files.writeString(journal, Files.readString(journal).replace("\"type\":\"model\"", "\"type\":\"models\""));
		FileSystemUtils.deleteRecursively(this.home.resolve("runs/" + lost + "/payloads"));
		RunStore store = new RunStore(this.home);
		RunId id = new RunId(decided);
		store.note(id,
				Pending.of(store.events(id, 0).stream().map(RunEvent::event).toList())
					.stream()
					.map((pending) -> pending.decided(new Verdict(true, false, null)))
					.toList());

		serve(asking);
		await(decided, "answered");

		Map<String, String> statuses = new HashMap<>();
		json(get("/runs")).path("runs")
			.forEach((run) -> statuses.put(run.path("id").asString(), run.path("status").asString()));
		assertThat(statuses).hasSize(4).containsEntry(lost, "damaged").containsEntry(sound, "waiting");
		assertThat(json(get("/approvals")).path("approvals")).extracting((approval) -> approval.path("run").asString())
			.containsExactly(sound);
		assertThat(List.of(damaged, lost)).allSatisfy((run) -> {
			assertThat(status(run)).isEqualTo("damaged");
			assertProblem(post("/runs/" + run + "/resume", "{}"), 409, "conflict");
			assertProblem(post("/runs/" + run + "/approve", "{\"decision\":\"allow\"}"), 409, "conflict");
		});
		assertThat(keyed("k-1", "{\"task\":\"Do it once\"}").statusCode()).isEqualTo(202);
	}

	@Test
	void goesOnWithAForkWhoseOriginIsGone() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"))
			.says("By the moon.")
			.calls(new Call("recall", "{\"query\":\"y\"}"))
			.says("By the sun, then.");
		serve(Map.of());
		String origin = submit("{\"task\":\"Explain tides\"}");
		await(origin, "answered");
		String fork = json(post("/runs/" + origin + "/fork", "{\"step\":1}")).path("id").asString();
		await(fork, "answered");
		cutOffAfterTheFirstStep(fork);
		FileSystemUtils.deleteRecursively(this.home.resolve("runs").resolve(origin));

		post("/runs/" + fork + "/resume", "{}");
		await(fork, "answered");
	}

	@Test
	void givesARunBackThatCouldNotBegin() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("By the moon.");
		serve(Map.of());
		String origin = submit("{\"task\":\"Explain tides\"}");
		await(origin, "answered");
		String fork = json(post("/runs/" + origin + "/fork", "{\"step\":1}")).path("id").asString();
		await(fork, "answered");
		cutOffBeforeTheFirstStep(fork);
		Path gone = Files.move(this.home.resolve("runs").resolve(origin), this.home.resolve("gone"));

		HttpResponse<String> refused = post("/runs/" + fork + "/resume", "{}");
		Files.move(gone, this.home.resolve("runs").resolve(origin));
		HttpResponse<String> resumed = post("/runs/" + fork + "/resume", "{}");
		await(fork, "answered");

		assertProblem(refused, 422, "unusable-value");
		assertThat(resumed.statusCode()).as(resumed.body()).isEqualTo(202);
	}

	@Test
	void goesOnWithALargerBudget() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"));
		serve(Map.of());
		String id = submit("{\"task\":\"Recall for ever\",\"budget\":{\"steps\":2}}");
		await(id, "budget_ran_out");

		post("/runs/" + id + "/resume", "{\"budget\":{\"steps\":5}}");
		await(id, "budget_ran_out");

		assertThat(json(get("/runs/" + id)).path("reason").asString()).contains("AURA_MAX_STEPS is 5");
		assertThat(this.model.requests()).hasSize(5);
	}

	@Test
	void asksAsOftenAfterARestartAsTheServerThatTookTheTask() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).calls(new Call("recall", "{\"query\":\"y\"}"));
		serve(Map.of("AURA_APPROVE", "always"));
		String id = submit("{\"task\":\"Recall\"}");
		await(id, "waiting");

		serve(Map.of());
		post("/runs/" + id + "/approve", "{\"decision\":\"allow\"}");
		await(id, "waiting");

		assertThat(json(get("/approvals")).path("approvals").get(0).path("step").asInt()).isEqualTo(2);
	}

	@Test
	void takesUpARunOfTheCommandLineAsThatWasTold() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"));
		RunStore store = new RunStore(this.home);
		Run run = store.create("Recall");
		run.happened(new AgentEvent.RunStarted("Recall", run.trace()));
		run.happened(Terms.of(new Settings(Map.of("AURA_APPROVE", "always")), List.of()).event());
		run.close();

		serve(Map.of());

		await(run.id().value(), "waiting");
	}

	@Test
	void takesUpWhatWasCutOffOnceThereIsAModel() throws Exception {
		this.model.says("Done.");
		Run run = new RunStore(this.home).create("Cut off");
		run.happened(new AgentEvent.RunStarted("Cut off", run.trace()));
		run.close();
		serve(Map.of("OPENAI_BASE_URL", "", "OLLAMA_HOST", this.model.ollamaHost(), "AURA_LOCAL", "off"));
		String before = status(run.id().value());
		HttpResponse<String> refused = post("/runs", "{\"task\":\"x\"}");

		this.model.actsAsOllama();
		submit("{\"task\":\"The first since\"}");

		await(run.id().value(), "answered");
		assertThat(before).isEqualTo("interrupted");
		assertThat(refused.statusCode()).isEqualTo(503);
	}

	@Test
	void startsOneRunForOneKeyAlsoAfterARestart() throws Exception {
		this.model.says("Once.");
		serve(Map.of());

		HttpResponse<String> first = keyed("k-1", "{\"task\":\"Do it once\"}");
		HttpResponse<String> again = keyed("k-1", "{\"task\":\"Do it once\"}");
		await(json(first).path("id").asString(), "answered");
		serve(Map.of());
		HttpResponse<String> later = keyed("k-1", "{\"task\":\"Do it once\"}");
		HttpResponse<String> other = keyed("k-1", "{\"task\":\"Do another\"}");

		assertThat(json(again)).isEqualTo(json(first));
		assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
		assertThat(json(later).path("id")).isEqualTo(json(first).path("id"));
		assertProblem(other, 422, "idempotency-key-reused");
		assertThat(json(get("/runs")).path("runs")).hasSize(1);
	}

	@Test
	void continuesFromAStepOfAnotherRun() throws Exception {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}")).says("By the moon.").says("By the sun, then.");
		serve(Map.of());
		String origin = submit("{\"task\":\"Explain tides\"}");
		await(origin, "answered");

		String fork = json(post("/runs/" + origin + "/fork",
				"{\"step\":1,\"instruction\":\"Leave the moon out.\",\"model\":\"other\"}"))
			.path("id")
			.asString();
		await(fork, "answered");

		JsonNode sent = this.model.requests().getLast();
		assertThat(sent.path("model").asString()).isEqualTo("other");
		assertThat(sent.path("messages")).extracting((message) -> message.path("role").asString())
			.containsExactly("system", "user", "assistant", "tool", "user");
		assertThat(sent.path("messages").get(4).path("content").asString()).isEqualTo("Leave the moon out.");
		assertThat(json(get("/runs/" + fork)).path("forkOf").asString()).isEqualTo(origin);
		assertProblem(post("/runs/" + origin + "/fork", "{\"step\":9}"), 422, "unusable-value");
		assertProblem(post("/runs/" + origin + "/fork", "{}"), 422, "unusable-value");
	}

	@Test
	void listsRunsInPages() throws Exception {
		this.model.says("Done.");
		serve(Map.of());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(submit("{\"task\":\"Do " + i + "\"}"));
		}
		List<String> seen = new ArrayList<>();
		String query = "?limit=2";
		while (!query.isEmpty()) {
			JsonNode page = json(get("/runs" + query));
			page.path("runs").forEach((run) -> seen.add(run.path("id").asString()));
			query = page.has("next") ? "?limit=2&before=" + page.path("next").asString() : "";
		}

		assertThat(seen).containsExactlyInAnyOrderElementsOf(ids).isSortedAccordingTo((a, b) -> b.compareTo(a));
		assertProblem(get("/runs?limit=0"), 422, "unusable-value");
		assertProblem(get("/runs?before=x"), 422, "unusable-value");
	}

	@Test
	void letsAPersonPassManyBatchRuns() throws Exception {
		try (CrowdedModel crowded = CrowdedModel.start(6, Duration.ofMillis(100), "0.2")) {
			serve(Map.of("OPENAI_BASE_URL", crowded.address().toString(), "AURA_MODEL_CALLS", "8", "AURA_KERNEL_RUNS",
					"200"));
			crowded.hold();
			List<String> batch = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				batch.add(submit("{\"task\":\"#b%d does 4\",\"priority\":\"batch\"}".formatted(i)));
			}

			String person = submit("{\"task\":\"#person does 2\"}");
			crowded.release();
			await(person, "answered");
			long done = batch.stream().filter((id) -> "answered".equals(status(id))).count();
			for (String id : batch) {
				await(id, "answered");
			}

			assertThat(done).isLessThan(30);
			assertThat(crowded.answers()).hasSize(61).containsEntry("b0", 4);
			for (String id : batch) {
				assertThat(Files.readString(this.home.resolve("runs/" + id + "/journal.jsonl")))
					.doesNotContain("\"type\":\"retry\"", "\"type\":\"failed\"");
			}
		}
	}

	@Test
	void describesItself() throws Exception {
		serve(Map.of());

		JsonNode api = json(get("/v3/api-docs"));

		assertThat(api.path("paths").propertyNames()).contains("/runs", "/runs/{id}", "/runs/{id}/events",
				"/runs/{id}/cancel", "/runs/{id}/approve", "/runs/{id}/fork", "/runs/{id}/resume", "/approvals");
		assertThat(api.path("components").path("schemas").path("RunRequest").path("properties").propertyNames())
			.contains("task", "priority", "model", "approve", "budget");
		assertThat(get("/docs").statusCode()).isIn(200, 302);
	}

	@Test
	void refusesWhatItCannotDo() throws Exception {
		serve(Map.of());

		assertProblem(post("/runs", "{\"task\":\"x\",\"priority\":\"urgent\"}"), 400, "malformed-request");
		assertProblem(post("/runs", "{\"task\":\"x\",\"budget\":{\"steps\":0}}"), 422, "unusable-value");
		assertProblem(post("/runs", "{\"task\":\"x\",\"budget\":{\"usd\":1}}"), 422, "unusable-value");
		assertProblem(post("/runs/r-20261122-193000-ab12/approve", "{\"decision\":\"allow\"}"), 404, "not-found");
		assertThat(json(get("/runs")).path("runs")).isEmpty();
	}

	@Test
	void namesAMistakeInThePolicyBeforeItStarts() throws Exception {
		Files.writeString(this.home.resolve("policy.json"), "{\"rules\":[{\"tool\":\"x\"}]}");

		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> serve(Map.of()))
			.withMessageContaining("decision: absent");
	}

}
