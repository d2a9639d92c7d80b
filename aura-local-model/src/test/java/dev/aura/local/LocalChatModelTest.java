package dev.aura.local;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LocalChatModelTest {

	private static final Weights WEIGHTS = new Weights("tiny", Path.of("/tiny.gguf"), Abilities.of(1, ""), 8_192, true);

	@Test
	void anAnswerThatReachesTheLimitIsCutOff() {
		int most = WEIGHTS.abilities().answerTokens();

		assertThat(ended("answer Once upon a time", most)).isEqualTo(FinishReason.LENGTH);
		assertThat(ended("answer Once.", most - 1)).isEqualTo(FinishReason.STOP);
	}

	@Test
	void aCallIsCutOffWhenItsArgumentsAreNotWhole() {
		int most = WEIGHTS.abilities().answerTokens();

		assertThat(ended("recall {\"query\": \"tides", most)).isEqualTo(FinishReason.LENGTH);
		assertThat(ended("recall {\"query\": \"tides\"}", most)).isEqualTo(FinishReason.TOOL_EXECUTION);
	}

	private static FinishReason ended(String said, int tokens) {
		CompletableFuture<ChatResponse> response = new CompletableFuture<>();
		LocalChatModel model = new LocalChatModel(WEIGHTS, () -> new SaysOne(said, tokens));
		model.chat(ChatRequest.builder().messages(UserMessage.from("Tell a story")).build(),
				new StreamingChatResponseHandler() {

					@Override
					public void onPartialResponse(String partial) {
						// The whole of it comes at the end.
					}

					@Override
					public void onCompleteResponse(ChatResponse whole) {
						response.complete(whole);
					}

					@Override
					public void onError(Throwable failure) {
						response.completeExceptionally(failure);
					}

				});
		return response.join().finishReason();
	}

	/** An engine that always says the same. */
	private record SaysOne(String said, int tokens) implements LocalEngine {

		@Override
		public String written(List<Said> conversation) {
			return "";
		}

		@Override
		public int tokens(String text) {
			return text.length();
		}

		@Override
		public Continuation continued(Prompt prompt, Consumer<String> text) {
			return new Continuation(this.said, 1, this.tokens);
		}

		@Override
		public void close() {
			// It holds nothing.
		}

	}

}
