package dev.aura.kernel.agent;

import java.math.BigDecimal;
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
		@JsonSubTypes.Type(value = AgentEvent.Resumed.class, name = "resumed"),
		@JsonSubTypes.Type(value = AgentEvent.Configured.class, name = "configured"),
		@JsonSubTypes.Type(value = AgentEvent.SubRunStarted.class, name = "sub_run"),
		@JsonSubTypes.Type(value = AgentEvent.ModelChosen.class, name = "model"),
		@JsonSubTypes.Type(value = AgentEvent.Instructed.class, name = "instructed"),
		@JsonSubTypes.Type(value = AgentEvent.StepStarted.class, name = "step_started"),
		@JsonSubTypes.Type(value = AgentEvent.Text.class, name = "text"),
		@JsonSubTypes.Type(value = AgentEvent.ToolCalled.class, name = "tool_call"),
		@JsonSubTypes.Type(value = AgentEvent.ToolAnswered.class, name = "tool_result"),
		@JsonSubTypes.Type(value = AgentEvent.TokensUsed.class, name = "usage"),
		@JsonSubTypes.Type(value = AgentEvent.ModelRetried.class, name = "retry"),
		@JsonSubTypes.Type(value = AgentEvent.AnswerLost.class, name = "answer_lost"),
		@JsonSubTypes.Type(value = AgentEvent.Waiting.class, name = "waiting"),
		@JsonSubTypes.Type(value = AgentEvent.Decided.class, name = "decided"),
		@JsonSubTypes.Type(value = AgentEvent.Summarised.class, name = "summarised"),
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
	 * The run goes on after it was cut off, stopped, or paused.
	 *
	 * @param step the last one that was completed
	 */
	record Resumed(int step) implements AgentEvent {
	}

	/**
	 * What whoever started the run wants for it alone; holds from here on. Absent members
	 * are left to the settings.
	 *
	 * @param priority {@code interactive} or {@code batch}
	 * @param approve {@code never}, {@code risky} or {@code always}
	 * @param forkOf the run whose conversation this one continues
	 * @param forkStep after which step of it
	 * @param parent the run that this one is a part of
	 * @param key digest of the Idempotency-Key of the request
	 * @param request digest of the request
	 */
	record Configured(@Nullable String priority, @Nullable String model, @Nullable String approve,
			@Nullable Integer maxSteps, @Nullable Long maxTokens, @Nullable Long maxSeconds,
			@Nullable BigDecimal maxUsd, @Nullable String forkOf, @Nullable Integer forkStep, @Nullable String parent,
			@Nullable String key, @Nullable String request) implements AgentEvent {

		/** It wants nothing for itself. */
		public static final Configured NOTHING = new Configured(null, null, null, null, null, null, null, null, null,
				null, null, null);

		/** These wishes, and those of another where there is none. */
		public Configured or(Configured other) {
			return new Configured(or(this.priority, other.priority), or(this.model, other.model),
					or(this.approve, other.approve), or(this.maxSteps, other.maxSteps),
					or(this.maxTokens, other.maxTokens), or(this.maxSeconds, other.maxSeconds),
					or(this.maxUsd, other.maxUsd), or(this.forkOf, other.forkOf), or(this.forkStep, other.forkStep),
					or(this.parent, other.parent), or(this.key, other.key), or(this.request, other.request));
		}

		private static <T> @Nullable T or(@Nullable T own, @Nullable T other) {
			return (own == null) ? other : own;
		}

		/** What a run in which this happened wants now: what was said later counts. */
		public static Configured last(List<AgentEvent> events) {
			return events.reversed()
				.stream()
				.filter(Configured.class::isInstance)
				.map(Configured.class::cast)
				.findFirst()
				.orElse(NOTHING);
		}

	}

	/**
	 * Somebody started a run as a part of this one: it spends from this one's budget too,
	 * and ends with it.
	 *
	 * @param id of that run
	 */
	record SubRunStarted(String id) implements AgentEvent {
	}

	/**
	 * The model that will answer.
	 *
	 * @param reason why this one
	 */
	record ModelChosen(String model, String address, String reason) implements AgentEvent {
	}

	/**
	 * The standing instructions of the workspace were read, which hold for the whole run.
	 *
	 * @param text of its AGENTS.md; empty when there was none
	 */
	record Instructed(String text) implements AgentEvent {
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
	 * A tool call begins; once more under the same numbers when the run was cut off
	 * before its result was known.
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
	 * @param outcome {@code unknown} when nobody can tell whether it was done; absent
	 * otherwise
	 */
	record ToolAnswered(int step, int call, String tool, boolean ok, String result, long millis,
			@Nullable String outcome) implements AgentEvent {

		static final String UNKNOWN = "unknown";

		/** Whether nobody can tell if the call was carried out. */
		public boolean unknown() {
			return UNKNOWN.equals(this.outcome);
		}

	}

	/**
	 * What a step cost.
	 *
	 * @param input tokens of this step
	 * @param output tokens of this step
	 * @param total tokens of the run so far
	 * @param estimated whether the server did not count and we did; absent when it did
	 * @param nanoUsd what it cost in billionths of a US dollar, at the price of its model
	 * then; absent when that was not known
	 */
	record TokensUsed(int step, long input, long output, long total, @Nullable Boolean estimated,
			@Nullable Long nanoUsd) implements AgentEvent {
	}

	/**
	 * A call of the model failed and is made again; the step's text so far counts no
	 * more.
	 */
	record ModelRetried(int step, int attempt, String reason, long delayMillis) implements AgentEvent {
	}

	/**
	 * An answer of the model broke off, or the run was stopped before its end: nothing of
	 * it counts, but it is paid. What it cost is estimated, since no server tells.
	 *
	 * @param input tokens
	 * @param output tokens
	 * @param nanoUsd as in {@link TokensUsed}
	 */
	record AnswerLost(long input, long output, @Nullable Long nanoUsd) implements AgentEvent {
	}

	/**
	 * The run pauses until a person decides on tool calls of its step; none of them was
	 * made.
	 */
	record Waiting(int step, List<Question> questions, int steps, Usage usage, long millis) implements AgentEvent {

		/**
		 * One call to decide on.
		 *
		 * @param question what would happen
		 */
		public record Question(int call, String tool, String arguments, String question) {
		}

	}

	/**
	 * A person decided on a tool call.
	 *
	 * @param forRun whether that also holds for the tool's further calls in this run
	 * @param reason told to the model when the call was refused
	 * @param question digest of what the person was shown
	 */
	record Decided(int step, int call, String tool, boolean allowed, boolean forRun, @Nullable String reason,
			String question) implements AgentEvent {
	}

	/**
	 * The model summed up its earlier turns, since the conversation outgrew its window.
	 *
	 * @param end the number of messages that this covers
	 * @param summary which takes their place
	 * @param input tokens that this cost
	 * @param output tokens that this cost
	 * @param nanoUsd as in {@link TokensUsed}
	 */
	record Summarised(int end, String summary, long input, long output, @Nullable Long nanoUsd) implements AgentEvent {
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
	 * @param of the run whose budget it was, when that was one that this run is a part of
	 * @param done the tool calls that were carried out, oldest first
	 */
	record BudgetRanOut(String variable, BigDecimal limit, @Nullable String of, List<String> done, int steps,
			Usage usage, long millis) implements AgentEvent {
	}

	/**
	 * The run was stopped from outside.
	 *
	 * @param by {@code shutdown} when its server stopped, which takes it up again when it
	 * starts; absent when it was cancelled
	 */
	record Interrupted(int steps, Usage usage, long millis, @Nullable String by) implements AgentEvent {

		static final String SHUTDOWN = "shutdown";

		public Interrupted(int steps, Usage usage, long millis, boolean shutdown) {
			this(steps, usage, millis, shutdown ? SHUTDOWN : null);
		}

		/** Whether its server takes it up again. */
		public boolean shutdown() {
			return SHUTDOWN.equals(this.by);
		}

	}

}
