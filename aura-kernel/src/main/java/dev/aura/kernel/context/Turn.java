package dev.aura.kernel.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;

/**
 * What belongs together: one message of a person, or one of the model with the results of
 * all the calls that it asked for. Servers refuse a call without its result, so turns are
 * kept or left out whole.
 *
 * @param first index of its first message in the conversation
 * @param messages at least one
 */
record Turn(int first, List<ChatMessage> messages) {

	private static final Set<String> WRITES = Set.of("write_file", "edit_file");

	private static final String PLAN = "plan.md\"";

	/** A conversation as turns. */
	static List<Turn> of(List<ChatMessage> conversation) {
		List<Turn> turns = new ArrayList<>();
		int first = 0;
		for (int i = 1; i <= conversation.size(); i++) {
			if (i == conversation.size() || !(conversation.get(i) instanceof ToolExecutionResultMessage)) {
				turns.add(new Turn(first, conversation.subList(first, i)));
				first = i;
			}
		}
		return turns;
	}

	/** The index after its last message. */
	int end() {
		return this.first + this.messages.size();
	}

	/** Whether the model said it, rather than a person or the system. */
	boolean isOfModel() {
		return this.messages.getFirst() instanceof AiMessage;
	}

	/** Whether it writes the plan. */
	boolean writesPlan() {
		return this.messages.getFirst() instanceof AiMessage answer
				&& answer.toolExecutionRequests().stream().anyMatch(Turn::writesPlan);
	}

	private static boolean writesPlan(ToolExecutionRequest call) {
		return WRITES.contains(call.name()) && call.arguments().contains(PLAN);
	}

}
