package dev.aura.kernel.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.aura.kernel.model.Model;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.model.ModelListener;
import dev.aura.kernel.settings.FaultPoint;
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

	private final Model model;

	private final List<ToolSpecification> tools;

	private final RunPolicy policy;

	private final Journal journal;

	Processor(Model model, List<ToolSpecification> tools, RunPolicy policy, Journal journal) {
		this.model = model;
		this.tools = tools;
		this.policy = policy;
		this.journal = journal;
	}

	@Override
	public Map<String, Object> apply(AppState state) {
		int step = state.step() + 1;
		// What was paid for before a crash is not asked again.
		ModelAnswer answer = this.journal.answer(step).orElseGet(() -> ask(state, step));
		return Map.of(AppState.STEP, step, AppState.USAGE, state.usage().plus(answer.tokens()), AppState.MESSAGES,
				messages(answer), AppState.PARTIAL, partial(state, answer));
	}

	private ModelAnswer ask(AppState state, int step) {
		List<ChatMessage> sent = this.policy.sent(state);
		try (Reservation reservation = this.policy.reserve(state, sent)) {
			this.journal.happened(new AgentEvent.StepStarted(step));
			ModelAnswer answer = this.model.answer(sent, this.tools, new StepListener(step, reservation));
			FaultPoint.MODEL_ANSWERED.reach();
			Long paid = reservation.settle(answer).orElse(null);
			ModelAnswer.Tokens tokens = answer.tokens();
			this.journal.happened(new AgentEvent.TokensUsed(step, tokens.input(), tokens.output(),
					state.usage().plus(tokens).total(), tokens.estimated() ? Boolean.TRUE : null, paid));
			// The checkpoint that follows forces it, before any of its calls is sent.
			this.journal.answered(step, answer);
			FaultPoint.ANSWER_NOTED.reach();
			return answer;
		}
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

		private final Reservation reservation;

		StepListener(int step, Reservation reservation) {
			this.step = step;
			this.reservation = reservation;
		}

		@Override
		public void text(String delta) {
			Processor.this.journal.happened(new AgentEvent.Text(this.step, delta));
		}

		@Override
		public void retry(int attempt, String reason, Duration delay) {
			Processor.this.journal.happened(new AgentEvent.ModelRetried(this.step, attempt, reason, delay.toMillis()));
			this.reservation.requireMore();
		}

		@Override
		public void lost(long characters) {
			this.reservation.lose(characters).ifPresent(Processor.this.journal::happened);
		}

	}

}
