package dev.aura.kernel.serve;

import java.util.Map;

import dev.aura.kernel.ScriptedModel.Call;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs that are parts of a run. */
class SubRunsTest extends RunsApi {

	private static final Call RECALL = new Call("recall", "{\"query\":\"x\"}");

	@Test
	void spendsFromTheBudgetOfTheRunThatItIsAPartOf() throws Exception {
		this.model.stalls("Thinking about it for ever");
		this.model.calls(RECALL).calls(RECALL).says("Recalled.").calls(RECALL);
		String whole = stalledRun("{\"task\":\"Think\",\"budget\":{\"steps\":4}}");
		String part = submit("{\"task\":\"Recall\",\"parent\":\"" + whole + "\"}");
		await(part, "answered");
		post("/runs/" + whole + "/cancel", "");
		await(whole, "interrupted");

		serve(Map.of());
		post("/runs/" + whole + "/resume", "{}");
		await(whole, "budget_ran_out");

		JsonNode view = json(get("/runs/" + whole));
		assertThat(view.path("steps").asInt()).isEqualTo(1);
		assertThat(view.path("reason").asString()).isEqualTo("a budget ran out: AURA_MAX_STEPS is 4");
		assertThat(json(get("/runs/" + part)).path("parent").asString()).isEqualTo(whole);
		assertThat(events(whole, "0")).filteredOn((event) -> "sub_run".equals(event.path("type").asString()))
			.extracting((event) -> event.path("id").asString())
			.containsExactly(part);
	}

	@Test
	void endsWithTheRunThatItIsAPartOf() throws Exception {
		this.model.stalls("Thinking about it for ever");
		String whole = stalledRun("{\"task\":\"Think\",\"approve\":\"always\"}");
		String part = submit("{\"task\":\"Think too\",\"parent\":\"" + whole + "\"}");
		String apart = submit("{\"task\":\"Think apart\"}");
		await(part, "running");
		await(apart, "running");

		post("/runs/" + whole + "/cancel", "");
		await(whole, "interrupted");
		await(part, "interrupted");

		assertThat(status(apart)).isEqualTo("running");
		assertThat(events(part, "0")).filteredOn((event) -> "configured".equals(event.path("type").asString()))
			.extracting((event) -> event.path("approve").asString())
			.containsExactly("always");
	}

	@Test
	void endsWithItAlsoWhenItWaitsForAPerson() throws Exception {
		this.model.stalls("Thinking about it for ever");
		this.model.calls(new Call("execute_code", "{\"language\":\"bash\",\"code\":\"ls\"}"));
		String whole = stalledRun("{\"task\":\"Think\",\"approve\":\"always\"}");
		String part = submit("{\"task\":\"List\",\"parent\":\"" + whole + "\"}");
		await(part, "waiting");

		post("/runs/" + whole + "/cancel", "");
		await(part, "interrupted");

		assertThat(json(get("/approvals")).path("approvals")).isEmpty();
	}

	@Test
	void refusesARunThatIsNotUnderWay() throws Exception {
		this.model.says("Done.");
		serve(Map.of());
		String ended = submit("{\"task\":\"Do\"}");
		await(ended, "answered");

		assertProblem(post("/runs", "{\"task\":\"x\",\"parent\":\"" + ended + "\"}"), 409, "conflict");
		assertProblem(post("/runs", "{\"task\":\"x\",\"parent\":\"r-20261122-193000-ab12\"}"), 422, "unusable-value");
		assertProblem(post("/runs", "{\"task\":\"x\",\"parent\":\"../x\"}"), 422, "unusable-value");
		assertThat(json(get("/runs")).path("runs")).hasSize(1);
	}

	private String stalledRun(String body) throws Exception {
		serve(Map.of());
		String id = submit(body);
		this.model.awaitStall();
		return id;
	}

}
