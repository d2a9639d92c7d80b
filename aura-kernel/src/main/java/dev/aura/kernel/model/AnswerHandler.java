package dev.aura.kernel.model;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.jspecify.annotations.Nullable;

/** Collects one streamed answer; what is said first, an answer or an error, holds. */
final class AnswerHandler implements StreamingChatResponseHandler {

	private final ModelListener listener;

	private long characters;

	private @Nullable ChatResponse response;

	private @Nullable Throwable failure;

	AnswerHandler(ModelListener listener) {
		this.listener = listener;
	}

	@Override
	public void onPartialResponse(String text) {
		this.characters += text.length();
		this.listener.text(text);
	}

	@Override
	public void onPartialThinking(PartialThinking thinking) {
		this.characters += thinking.text().length();
	}

	@Override
	public void onPartialToolCall(PartialToolCall call) {
		this.characters += call.partialArguments().length();
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		this.response = response;
	}

	@Override
	public void onError(Throwable failure) {
		if (this.failure == null) {
			this.failure = failure;
		}
	}

	/** Whether anything of an answer has come. */
	boolean hasHeard() {
		return this.characters > 0 || this.response != null;
	}

	/** How much of an answer has come. */
	long characters() {
		return this.characters;
	}

	/**
	 * The answer.
	 * @throws RuntimeException the failure, when there was one
	 */
	ChatResponse response() {
		if (this.failure != null) {
			throw AnswerReader.unwrap(this.failure);
		}
		if (this.response == null) {
			throw ModelCallException.passing("it ended without an answer", null);
		}
		return this.response;
	}

}
