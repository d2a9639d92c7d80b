package dev.aura.kernel.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelListener;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import org.bsc.langgraph4j.action.NodeAction;

/** The one node that thinks: asks the model what comes next. */
final class Processor implements NodeAction<AppState> {

	private static final String CALLS_CUT_OFF = "Nothing was done: your answer was cut off at the output limit, so this "
			+ "call may be incomplete. Call again with less text, for instance a file in several appends.";

	private static final String TEXT_CUT_OFF = "Your answer was cut off at the output limit. Go on exactly where it "
			+ "stopped, without repeating anything.";

	private final ModelClient model;

	private final List<ToolSpecification> tools;

	private final Consumer<AgentEvent> events;

	Processor(ModelClient model, List<ToolSpecification> tools, Consumer<AgentEvent> events) {
		this.model = model;
		this.tools = tools;
		this.events = events;
	}

	@Override
	public Map<String, Object> apply(AppState state) {
		int step = state.step() + 1;
		this.events.accept(new AgentEvent.StepStarted(step));
		ModelAnswer answer = this.model.answer(state.messages(), this.tools, new StepListener(step));
		ModelAnswer.Tokens tokens = answer.tokens();
		Usage usage = state.usage().plus(tokens);
		this.events.accept(new AgentEvent.TokensUsed(step, tokens.input(), tokens.output(), usage.total(),
				tokens.estimated() ? Boolean.TRUE : null));
		return Map.of(AppState.STEP, step, AppState.USAGE, usage, AppState.MESSAGES, messages(answer), AppState.PARTIAL,
				partial(state, answer));
	}

	/** What was said, and what the model is told when it could not finish. */
	private static List<ChatMessage> messages(ModelAnswer answer) {
		AiMessage said = answer.message();
		List<ChatMessage> messages = new ArrayList<>();
		messages.add(said);
		if (answer.cutOff()) {
			for (ToolExecutionRequest call : said.toolExecutionRequests()) {
				messages.add(ToolExecutionResultMessage.from(call, CALLS_CUT_OFF));
			}
			if (!said.hasToolExecutionRequests()) {
				messages.add(UserMessage.from(TEXT_CUT_OFF));
			}
		}
		return messages;
	}

	/** Grows while the model continues one answer, and starts afresh when it acts. */
	private static String partial(AppState state, ModelAnswer answer) {
		if (answer.message().hasToolExecutionRequests()) {
			return "";
		}
		String text = answer.message().text();
		return (answer.cutOff() && text != null) ? state.partial() + text : state.partial();
	}

	/** Tells the model's progress as events of a step. */
	private final class StepListener implements ModelListener {

		private final int step;

		StepListener(int step) {
			this.step = step;
		}

		@Override
		public void text(String delta) {
			Processor.this.events.accept(new AgentEvent.Text(this.step, delta));
		}

		@Override
		public void retry(int attempt, String reason, Duration delay) {
			Processor.this.events.accept(new AgentEvent.ModelRetried(this.step, attempt, reason, delay.toMillis()));
		}

	}

}
