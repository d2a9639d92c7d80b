package dev.aura.kernel.run;

import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import dev.langchain4j.data.message.ChatMessage;

/**
 * What became of a run.
 *
 * @param last event of the run
 * @param messages the conversation up to the last step that was completed
 */
public record RunResult(AgentEvent last, List<ChatMessage> messages) {
}
