package dev.aura.kernel.run;

import java.util.ArrayList;
import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.Usage;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import org.jspecify.annotations.Nullable;

/** How far a run has come, so that its end can say so however it comes. */
final class Progress {

	private static final int LONGEST_ARGUMENTS = 80;

	private final long start = System.nanoTime();

	private final int earlier;

	private List<ChatMessage> messages;

	private @Nullable AppState state;

	/** Nothing yet. */
	Progress(List<ChatMessage> conversation) {
		this.messages = conversation;
		this.earlier = conversation.size();
	}

	/**
	 * What an earlier life of the run reached.
	 * @param earlier messages that the run began with
	 */
	Progress(AppState state, int earlier) {
		this.messages = state.messages();
		this.state = state;
		this.earlier = earlier;
	}

	void reached(AppState state) {
		this.state = state;
		this.messages = state.messages();
	}

	/** The conversation, fit to be continued: without tool calls that have no result. */
	List<ChatMessage> conversation() {
		boolean waits = this.messages.getLast() instanceof AiMessage turn && turn.hasToolExecutionRequests();
		return waits ? this.messages.subList(0, this.messages.size() - 1) : this.messages;
	}

	/** The end that the graph came to. */
	AgentEvent ended(Budget budget) {
		if (this.state != null && this.state.answered()) {
			return new AgentEvent.Answered(this.state.answer(), steps(), usage(), millis());
		}
		return (this.state == null) ? failed("the run ended before its first step")
				: budget.exhausted(this.state)
					.<AgentEvent>map(this::ranOut)
					.orElseGet(() -> failed("the run ended without an answer"));
	}

	/** A person has to decide. */
	AgentEvent waits(List<AgentEvent.Waiting.Question> questions) {
		return new AgentEvent.Waiting(steps(), questions, steps(), usage(), millis());
	}

	AgentEvent ranOut(Budget.Limit limit) {
		return new AgentEvent.BudgetRanOut(limit.variable(), limit.value(), limit.of(), done(), steps(), usage(),
				millis());
	}

	AgentEvent failed(String reason) {
		return new AgentEvent.Failed(reason, steps(), usage(), millis());
	}

	AgentEvent interrupted(boolean shutdown) {
		return new AgentEvent.Interrupted(steps(), usage(), millis(), shutdown);
	}

	/** The tool calls of this run that have a result. */
	private List<String> done() {
		List<String> done = new ArrayList<>();
		List<String> answered = this.messages.stream()
			.filter(ToolExecutionResultMessage.class::isInstance)
			.map((message) -> ((ToolExecutionResultMessage) message).id())
			.toList();
		for (ChatMessage message : this.messages.subList(this.earlier, this.messages.size())) {
			if (message instanceof AiMessage turn) {
				turn.toolExecutionRequests()
					.stream()
					.filter((call) -> answered.contains(call.id()))
					.map(Progress::abridged)
					.forEach(done::add);
			}
		}
		return done;
	}

	private static String abridged(ToolExecutionRequest call) {
		String arguments = call.arguments().replaceAll("\\s+", " ");
		return call.name() + " " + ((arguments.length() <= LONGEST_ARGUMENTS) ? arguments
				: arguments.substring(0, LONGEST_ARGUMENTS) + "…");
	}

	private int steps() {
		return (this.state == null) ? 0 : this.state.step();
	}

	private Usage usage() {
		return (this.state == null) ? Usage.NONE : this.state.usage();
	}

	private long millis() {
		return (System.nanoTime() - this.start) / 1_000_000;
	}

}
