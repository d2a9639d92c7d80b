package dev.aura.kernel.model;

import java.io.IOException;

import dev.aura.kernel.settings.Secret;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on until one is a failure. The parser swallows what its listener throws,
 * so the failure is kept and thrown afterwards.
 */
final class FailingEvents implements ServerSentEventListener {

	private final ServerSentEventListener listener;

	private final Secret key;

	private final Runnable complete;

	private @Nullable RuntimeException failure;

	/**
	 * Events of one answer.
	 * @param complete run when the last event has come
	 */
	FailingEvents(ServerSentEventListener listener, Secret key, Runnable complete) {
		this.listener = listener;
		this.key = key;
		this.complete = complete;
	}

	@Override
	public void onEvent(ServerSentEvent event) {
		throw new UnsupportedOperationException("events come with their context");
	}

	@Override
	public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
		if (this.failure == null && event.data() != null) {
			this.failure = HttpFailure.inEvent(event.data(), this.key).orElse(null);
		}
		if (this.failure == null) {
			ToolCallChunks.split(event).forEach((part) -> this.listener.onEvent(part, context));
		}
		if ("[DONE]".equals(event.data())) {
			this.complete.run();
		}
	}

	@Override
	public void onError(Throwable cause) {
		if (this.failure == null) {
			this.failure = (cause instanceof IOException) ? ModelCallException.passing("the connection broke", cause)
					: ModelCallException.passing("its answer could not be read", cause);
		}
	}

	void failIfAnyFailed() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

}
