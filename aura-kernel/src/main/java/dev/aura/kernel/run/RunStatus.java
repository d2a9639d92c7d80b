package dev.aura.kernel.run;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aura.kernel.agent.AgentEvent;

/** How far a run came. */
public enum RunStatus {

	/** It waits for its turn. */
	@JsonProperty("queued")
	QUEUED,
	/** It is under way. */
	@JsonProperty("running")
	RUNNING,
	/** A person has to decide before it goes on. */
	@JsonProperty("waiting")
	WAITING,
	/** It ended with an answer. */
	@JsonProperty("answered")
	ANSWERED,
	/** It ended without one. */
	@JsonProperty("failed")
	FAILED,
	/** A budget ended it. */
	@JsonProperty("budget_ran_out")
	BUDGET_RAN_OUT,
	/** It was stopped, or its process died. */
	@JsonProperty("interrupted")
	INTERRUPTED,
	/** Its journal is damaged, so nobody can tell. */
	@JsonProperty("damaged")
	DAMAGED;

	/** The status after an event. */
	static RunStatus after(AgentEvent event) {
		return switch (event) {
			case AgentEvent.Answered answered -> ANSWERED;
			case AgentEvent.Failed failed -> FAILED;
			case AgentEvent.BudgetRanOut ranOut -> BUDGET_RAN_OUT;
			case AgentEvent.Interrupted interrupted -> INTERRUPTED;
			case AgentEvent.RunStarted started -> QUEUED;
			case AgentEvent.Resumed resumed -> QUEUED;
			case AgentEvent.Configured configured -> QUEUED;
			case AgentEvent.SubRunStarted started -> RUNNING;
			case AgentEvent.Waiting waiting -> WAITING;
			case AgentEvent.Decided decided -> WAITING;
			case AgentEvent.Summarised summarised -> RUNNING;
			case AgentEvent.ModelChosen chosen -> RUNNING;
			case AgentEvent.Instructed instructed -> RUNNING;
			case AgentEvent.StepStarted step -> RUNNING;
			case AgentEvent.Text text -> RUNNING;
			case AgentEvent.ToolCalled called -> RUNNING;
			case AgentEvent.ToolAnswered toolAnswered -> RUNNING;
			case AgentEvent.TokensUsed used -> RUNNING;
			case AgentEvent.ModelRetried retried -> RUNNING;
			case AgentEvent.AnswerLost lost -> RUNNING;
		};
	}

	/** Whether nothing more happens, unless the run is resumed. */
	public boolean ended() {
		return this != QUEUED && this != RUNNING && this != WAITING;
	}

	/** Whether it was under way when its process was last heard of. */
	public boolean underWay() {
		return this == QUEUED || this == RUNNING;
	}

	/** As it is written everywhere. */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
