package dev.aura.local;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.aura.local.LocalEngine.Continuation;
import dev.aura.local.LocalEngine.Prompt;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * A local model as langchain4j asks models. Its engine is loaded when it is first asked.
 */
public final class LocalChatModel implements StreamingChatModel, AutoCloseable {

	private static final List<String> STOPS = List.of("<|im_end|>", "<end_of_turn>", "<|eot_id|>", "<|endoftext|>");

	/** The least of a tool's result that is of any use. */
	private static final int LEAST_RESULT = 80;

	private final Weights weights;

	private final Supplier<LocalEngine> loading;

	private final ToolGrammar grammar;

	private final Conversation conversation;

	private @Nullable LocalEngine engine;

	LocalChatModel(Weights weights, Supplier<LocalEngine> loading) {
		this.weights = weights;
		this.loading = loading;
		this.grammar = new ToolGrammar(weights.abilities());
		this.conversation = new Conversation(weights.abilities());
	}

	public Weights weights() {
		return this.weights;
	}

	@Override
	public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
		LocalEngine loaded = engine();
		List<ToolSpecification> tools = offered(request);
		String prompt = fitting(loaded, request.messages(), tools);
		Continuation first = loaded.continued(
				prompt(prompt, this.grammar.turn(tools, Conversation.paths(request.messages()))),
				new AnswerStream(handler));
		Continuation last = first;
		Turn turn = Turn.of(first.text());
		int output = first.outputTokens();
		String better = turn.isCall() ? better(turn, request.messages()) : "";
		if (!better.isEmpty()) {
			last = loaded.continued(prompt(prompt, better), new AnswerStream(handler));
			turn = Turn.of(last.text());
			output += last.outputTokens();
		}
		// Of an answer only its length tells whether more was to come.
		boolean cutOff = turn.isCall() ? !turn.isWhole()
				: last.outputTokens() >= this.weights.abilities().answerTokens();
		handler.onCompleteResponse(ChatResponse.builder()
			.aiMessage(turn.message())
			.finishReason(
					cutOff ? FinishReason.LENGTH : turn.isCall() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
			.tokenUsage(new TokenUsage(first.inputTokens(), output))
			.build());
	}

	private synchronized LocalEngine engine() {
		if (this.engine == null) {
			this.engine = this.loading.get();
		}
		return this.engine;
	}

	private List<ToolSpecification> offered(ChatRequest request) {
		List<ToolSpecification> tools = request.toolSpecifications();
		return (tools == null) ? List.of()
				: tools.stream().filter((tool) -> this.weights.abilities().offers(tool.name())).toList();
	}

	private Prompt prompt(String text, String turns) {
		return new Prompt(text, turns, STOPS, this.weights.abilities().answerTokens(), 0);
	}

	/**
	 * The conversation with as much of the tools' results as the context has room for.
	 */
	private String fitting(LocalEngine loaded, List<ChatMessage> messages, List<ToolSpecification> tools) {
		int room = this.weights.contextTokens() - this.weights.abilities().answerTokens() - 16;
		for (int characters = this.weights.abilities().resultCharacters();; characters /= 2) {
			String text = loaded.written(this.conversation.of(messages, tools, characters));
			if (characters < LEAST_RESULT || loaded.tokens(text) <= room) {
				return text;
			}
		}
	}

	/**
	 * A grammar for a turn in place of a call that cannot be meant; empty when it can.
	 */
	private String better(Turn call, List<ChatMessage> messages) {
		if (madeBefore(call, messages)) {
			// It has nothing new to do: it can only be done.
			return this.grammar.answerOnly();
		}
		boolean held = this.weights.abilities().heldToCopies() && call.isWhole();
		return held ? Copying.again(call, Conversation.task(messages)).orElse("") : "";
	}

	/** Whether the same call was made since the person spoke. */
	private static boolean madeBefore(Turn turn, List<ChatMessage> messages) {
		int task = 0;
		for (int i = 0; i < messages.size(); i++) {
			task = (messages.get(i) instanceof UserMessage) ? i : task;
		}
		Set<String> made = messages.subList(task, messages.size())
			.stream()
			.filter(AiMessage.class::isInstance)
			.map((message) -> Turn.written((AiMessage) message))
			.collect(Collectors.toSet());
		return made.contains(turn.tool() + " " + turn.text());
	}

	@Override
	public synchronized void close() {
		if (this.engine != null) {
			this.engine.close();
		}
	}

	/**
	 * Passes on the text of an answer as it comes, without its thoughts and without
	 * calls.
	 */
	private static final class AnswerStream implements Consumer<String> {

		private static final String START = Turn.ANSWER + " ";

		private final StreamingChatResponseHandler handler;

		private final StringBuilder said = new StringBuilder();

		private int passedOn;

		AnswerStream(StreamingChatResponseHandler handler) {
			this.handler = handler;
		}

		@Override
		public void accept(String piece) {
			this.said.append(piece);
			int start = Turn.afterThought(this.said);
			if (start >= 0 && this.said.indexOf(START, start) == start) {
				int from = Math.max(this.passedOn, start + START.length());
				if (this.said.length() > from) {
					this.handler.onPartialResponse(this.said.substring(from));
					this.passedOn = this.said.length();
				}
			}
		}

	}

}
