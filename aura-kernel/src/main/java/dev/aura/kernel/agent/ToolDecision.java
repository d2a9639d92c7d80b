package dev.aura.kernel.agent;

/** What a policy says of a tool call. */
public sealed interface ToolDecision {

	/** It may be made. */
	record Allowed() implements ToolDecision {
	}

	/**
	 * It must not be made.
	 *
	 * @param reason a sentence for the model
	 */
	record Denied(String reason) implements ToolDecision {
	}

	/**
	 * A person has to decide first. The run pauses before any call of the step is made,
	 * and when it is resumed the policy is asked again.
	 *
	 * @param question for the person: what would happen
	 */
	record Asked(String question) implements ToolDecision {
	}

}
