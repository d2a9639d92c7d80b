package dev.aura.kernel.agent;

import java.util.List;

import dev.langchain4j.data.message.ChatMessage;

/**
 * What one run may do, asked before it does it. Called by the run's threads, tool calls
 * of a step by several at once. After a restart the same questions are asked again, so
 * what must not change is read from the run's events.
 */
public interface RunPolicy {

	/** Everything is allowed, nothing is counted. */
	RunPolicy OPEN = new RunPolicy() {
	};

	/** What the model is sent of the conversation, which itself only grows. */
	default List<ChatMessage> sent(AppState state) {
		return state.messages();
	}

	/**
	 * Takes out of the budgets what the next call of the model may cost.
	 * @throws BudgetRanOutException when it would be too much; the call is not made
	 */
	default Reservation reserve(AppState state, List<ChatMessage> sent) {
		return Reservation.NONE;
	}

	/** Decides on a tool call that the model asks for. */
	default ToolDecision decide(ToolCall call) {
		return new ToolDecision.Allowed();
	}

}
