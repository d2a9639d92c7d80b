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

		private static final String NOT_DONE = "Not done: ";

		/** What the model reads in place of a result. */
		public String result() {
			return NOT_DONE + this.reason;
		}

		/** The decision that led to a result. */
		public static Denied of(String result) {
			return new Denied(result.startsWith(NOT_DONE) ? result.substring(NOT_DONE.length()) : result);
		}

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
