package dev.aura.kernel.agent;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. The names, as in {@code type}, and the members are
 * what {@code --json}, the run store and the event stream show: they only ever grow.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = AgentEvent.RunStarted.class, name = "run_started"),
		@JsonSubTypes.Type(value = AgentEvent.ModelChosen.class, name = "model"),
		@JsonSubTypes.Type(value = AgentEvent.StepStarted.class, name = "step_started"),
		@JsonSubTypes.Type(value = AgentEvent.Text.class, name = "text"),
		@JsonSubTypes.Type(value = AgentEvent.ToolCalled.class, name = "tool_call"),
		@JsonSubTypes.Type(value = AgentEvent.ToolAnswered.class, name = "tool_result"),
		@JsonSubTypes.Type(value = AgentEvent.TokensUsed.class, name = "usage"),
		@JsonSubTypes.Type(value = AgentEvent.ModelRetried.class, name = "retry"),
		@JsonSubTypes.Type(value = AgentEvent.Answered.class, name = "answered"),
		@JsonSubTypes.Type(value = AgentEvent.Failed.class, name = "failed"),
		@JsonSubTypes.Type(value = AgentEvent.BudgetRanOut.class, name = "budget_ran_out"),
		@JsonSubTypes.Type(value = AgentEvent.Interrupted.class, name = "interrupted") })
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AgentEvent {

	/**
	 * The first event of every run.
	 *
	 * @param trace under which the bus logs the run's calls
	 */
	record RunStarted(String task, String trace) implements AgentEvent {
	}

	/**
	 * The model that will answer.
	 *
	 * @param reason why this one
	 */
	record ModelChosen(String model, String address, String reason) implements AgentEvent {
	}

	/**
	 * A call of the model begins.
	 *
	 * @param step counted from 1
	 */
	record StepStarted(int step) implements AgentEvent {
	}

	/** A piece of the model's text. */
	record Text(int step, String text) implements AgentEvent {
	}

	/**
	 * A tool call begins.
	 *
	 * @param call counted from 1 within the step
	 * @param arguments as the model wrote them
	 * @param span of the call in the run's trace
	 */
	record ToolCalled(int step, int call, String tool, String arguments, String span) implements AgentEvent {
	}

	/**
	 * A tool call ended.
	 *
	 * @param ok whether the peripheral did it
	 * @param result what the model reads
	 */
	record ToolAnswered(int step, int call, String tool, boolean ok, String result, long millis) implements AgentEvent {
	}

	/**
	 * What a step cost.
	 *
	 * @param input tokens of this step
	 * @param output tokens of this step
	 * @param total tokens of the run so far
	 * @param estimated whether the server did not count and we did; absent when it did
	 */
	record TokensUsed(int step, long input, long output, long total,
			@Nullable Boolean estimated) implements AgentEvent {
	}

	/**
	 * A call of the model failed and is made again; the step's text so far counts no
	 * more.
	 */
	record ModelRetried(int step, int attempt, String reason, long delayMillis) implements AgentEvent {
	}

	/** The run's answer. */
	record Answered(String answer, int steps, Usage usage, long millis) implements AgentEvent {
	}

	/** The run failed. */
	record Failed(String reason, int steps, Usage usage, long millis) implements AgentEvent {
	}

	/**
	 * A budget ran out.
	 *
	 * @param variable that sets the budget
	 * @param limit its value
	 * @param done the tool calls that were carried out, oldest first
	 */
	record BudgetRanOut(String variable, long limit, List<String> done, int steps, Usage usage,
			long millis) implements AgentEvent {
	}

	/** The run was stopped from outside. */
	record Interrupted(int steps, Usage usage, long millis) implements AgentEvent {
	}

}
