package dev.aura.kernel.agent;

import java.util.List;
import java.util.Map;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import org.bsc.langgraph4j.state.AgentState;
import org.bsc.langgraph4j.state.Channel;
import org.bsc.langgraph4j.state.Channels;

/** The working memory of one run. */
public final class AppState extends AgentState {

	static final String MESSAGES = "messages";

	static final String TASK = "task";

	static final String STEP = "step";

	static final String USAGE = "usage";

	public static final String RUN = "run";

	static final String PARTIAL = "partial";

	/** Two equal messages are two messages, so the channel must keep duplicates. */
	static final Map<String, Channel<?>> SCHEMA = Map.of(MESSAGES, Channels.<List<ChatMessage>>base(
			(earlier, more) -> Conversation.of(earlier).plus(more), () -> Conversation.of(List.of())));

	AppState(Map<String, Object> data) {
		super(data);
	}

	/** A state as a checkpoint holds it. */
	public static AppState of(Map<String, Object> data) {
		return new AppState(data);
	}

	/** The state before the first step. */
	static Map<String, Object> initial(String run, String task, List<ChatMessage> conversation) {
		return Map.of(RUN, run, TASK, task, MESSAGES, Conversation.of(conversation));
	}

	/** The conversation so far, oldest first; immutable messages. */
	public List<ChatMessage> messages() {
		return this.<List<ChatMessage>>value(MESSAGES).orElse(List.of());
	}

	/** What the person asked for. */
	public String task() {
		return this.<String>value(TASK).orElse("");
	}

	/** Calls of the model so far. */
	public int step() {
		return this.<Integer>value(STEP).orElse(0);
	}

	public Usage usage() {
		return this.<Usage>value(USAGE).orElse(Usage.NONE);
	}

	public String run() {
		return this.<String>value(RUN).orElse("");
	}

	/** The beginning of an answer whose rest the model was asked for. */
	String partial() {
		return this.<String>value(PARTIAL).orElse("");
	}

	/** Whether the model has the last word, without asking for anything. */
	public boolean answered() {
		return !messages().isEmpty() && messages().getLast() instanceof AiMessage answer
				&& !answer.hasToolExecutionRequests();
	}

	/** Whether the model waits for the results of tool calls. */
	public boolean waitsForTools() {
		return !messages().isEmpty() && messages().getLast() instanceof AiMessage answer
				&& answer.hasToolExecutionRequests();
	}

	/** The final answer, also when it came in several parts. */
	public String answer() {
		String text = (messages().getLast() instanceof AiMessage answer && answer.text() != null) ? answer.text() : "";
		return partial() + text;
	}

}
