package dev.aura.kernel.model;

import java.util.List;
import java.util.concurrent.CancellationException;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;

/** Says what comes next in a conversation: a server's model, or what one said before. */
public interface Model {

	/**
	 * The answer to a conversation. Blocks until it is whole.
	 * @throws ModelException when it cannot be had
	 * @throws CancellationException when this thread is interrupted
	 */
	ModelAnswer answer(List<ChatMessage> messages, List<ToolSpecification> tools, ModelListener listener);

}
