package dev.aura.kernel.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;

import dev.aura.local.LocalModelException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Decides whether what came is an answer, and makes it one that a run can rely on. */
final class AnswerReader {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private AnswerReader() {
	}

	/**
	 * The answer.
	 * @throws ModelCallException when it is cut midway, filtered or empty
	 */
	static ModelAnswer answer(ChatResponse response, ChatRequest request) {
		AiMessage message = response.aiMessage();
		FinishReason finish = response.finishReason();
		if (finish == null) {
			// A connection that ends early looks like an answer without a finish reason.
			throw ModelCallException.passing("its answer was cut off midway", null);
		}
		if (finish == FinishReason.CONTENT_FILTER) {
			throw new ModelCallException("its content filter held the answer back", false, null, null);
		}
		boolean cutOff = finish == FinishReason.LENGTH;
		if (!cutOff && !message.hasToolExecutionRequests() && (message.text() == null || message.text().isBlank())) {
			throw ModelCallException.passing("its answer was empty", null);
		}
		return new ModelAnswer(withCallIds(message), cutOff, tokens(response.tokenUsage(), message, request));
	}

	/** Gives an id to each call that has none or another call's; servers differ. */
	private static AiMessage withCallIds(AiMessage message) {
		Set<String> seen = new HashSet<>();
		List<ToolExecutionRequest> calls = new ArrayList<>();
		for (ToolExecutionRequest call : message.toolExecutionRequests()) {
			boolean usable = call.id() != null && !call.id().isBlank() && seen.add(call.id());
			String id = usable ? call.id() : "call_" + UUID.randomUUID();
			calls.add(ToolExecutionRequest.builder()
				.id(id)
				.name(text(call.name()))
				.arguments(text(call.arguments()))
				.build());
		}
		return message.toBuilder().toolExecutionRequests(calls).build();
	}

	private static String text(@Nullable String value) {
		return (value == null) ? "" : value;
	}

	private static ModelAnswer.Tokens tokens(@Nullable TokenUsage usage, AiMessage message, ChatRequest request) {
		if (usage != null && usage.inputTokenCount() != null && usage.outputTokenCount() != null) {
			return new ModelAnswer.Tokens(usage.inputTokenCount(), usage.outputTokenCount(), false);
		}
		return new ModelAnswer.Tokens(request.messages().toString().length() / CHARACTERS_PER_TOKEN,
				message.toString().length() / CHARACTERS_PER_TOKEN, true);
	}

	/** Our own exception out of those that langchain4j put around it. */
	static RuntimeException unwrap(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ModelCallException || cause instanceof CancellationException) {
				return (RuntimeException) cause;
			}
			if (cause instanceof LocalModelException) {
				// The same weights on the same machine fail again.
				return new ModelCallException(String.valueOf(cause.getMessage()), false, null, cause);
			}
		}
		return ModelCallException.passing("its answer could not be read", failure);
	}

}
