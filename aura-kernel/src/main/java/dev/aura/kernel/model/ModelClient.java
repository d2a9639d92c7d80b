package dev.aura.kernel.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

/** Asks one model. Blocks until the whole answer is there; an interrupt ends the wait. */
public final class ModelClient implements Model {

	private final ModelSettings settings;

	private final Retries retries;

	private final StreamingChatModel model;

	private final Turnstile turnstile;

	public ModelClient(ModelSettings settings, Retries retries) {
		this(settings, retries, connected(settings), Turnstile.OPEN);
	}

	private ModelClient(ModelSettings settings, Retries retries, StreamingChatModel model, Turnstile turnstile) {
		this.settings = settings;
		this.retries = retries;
		this.model = model;
		this.turnstile = turnstile;
	}

	/** The same model, each call of which goes through a turnstile. */
	public ModelClient through(Turnstile turnstile) {
		return new ModelClient(this.settings, this.retries, this.model, turnstile);
	}

	private static StreamingChatModel connected(ModelSettings settings) {
		if (settings.local() != null) {
			return settings.local();
		}
		return OpenAiStreamingChatModel.builder()
			.httpClientBuilder(new ModelHttp.Builder(new ModelHttp(settings.apiKey(), settings.silence())))
			.baseUrl(settings.address().toString())
			.apiKey(settings.apiKey().value())
			.modelName(settings.name())
			// Some servers repeat the id of a call in each of its pieces.
			.accumulateToolCallId(false)
			.build();
	}

	public ModelSettings settings() {
		return this.settings;
	}

	/**
	 * The model's answer to a conversation.
	 * @throws ModelException when it cannot be had, also after trying again
	 * @throws CancellationException when this thread is interrupted
	 */
	@Override
	public ModelAnswer answer(List<ChatMessage> messages, List<ToolSpecification> tools, ModelListener listener) {
		ChatRequest request = ChatRequest.builder()
			.messages(Transcript.sendable(messages))
			.toolSpecifications(tools)
			.build();
		for (int attempt = 1;; attempt++) {
			try {
				return askInTurn(request, listener);
			}
			catch (ModelCallException ex) {
				Duration delay = this.retries.after(attempt, ex);
				if (delay == null) {
					throw new ModelException(failed(ex, attempt), ex);
				}
				listener.retry(attempt, String.valueOf(ex.getMessage()), delay);
				sleep(delay);
			}
		}
	}

	private ModelAnswer askInTurn(ChatRequest request, ModelListener listener) {
		while (true) {
			try (Turnstile.Pass pass = this.turnstile.enter()) {
				try {
					return ask(request, listener);
				}
				catch (ModelCallException ex) {
					if (!ex.tooManyCalls() || !pass.refused(ex.retryAfter())) {
						throw ex;
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new CancellationException("interrupted");
			}
		}
	}

	private ModelAnswer ask(ChatRequest request, ModelListener listener) {
		AnswerHandler handler = new AnswerHandler(listener);
		try {
			this.model.chat(request, handler);
			return AnswerReader.answer(handler.response(), request);
		}
		catch (RuntimeException ex) {
			if (handler.hasHeard()) {
				listener.lost(handler.characters());
			}
			throw AnswerReader.unwrap(ex);
		}
	}

	private String failed(ModelCallException failure, int attempts) {
		String times = (attempts == 1) ? "" : " (tried " + attempts + " times)";
		return "the model %s at %s failed: %s%s".formatted(this.settings.name(), this.settings.address(),
				failure.getMessage(), times);
	}

	private static void sleep(Duration delay) {
		try {
			Thread.sleep(delay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

}
