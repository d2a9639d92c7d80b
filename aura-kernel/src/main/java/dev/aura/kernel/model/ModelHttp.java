package dev.aura.kernel.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import dev.aura.kernel.settings.Secret;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

/**
 * HTTP for langchain4j's model, by the rules that a run needs: HTTP/1.1 without an offer
 * of HTTP/2, which some servers choke on; the calling thread does the reading, so that an
 * interrupt stops the answer; silence ends it; and a failure keeps its
 * {@code Retry-After}.
 */
final class ModelHttp implements HttpClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
		.version(java.net.http.HttpClient.Version.HTTP_1_1)
		.connectTimeout(CONNECT_TIMEOUT)
		.build();

	private final Secret key;

	private final Duration silence;

	ModelHttp(Secret key, Duration silence) {
		this.key = key;
		this.silence = silence;
	}

	@Override
	public SuccessfulHttpResponse execute(HttpRequest request) {
		throw new UnsupportedOperationException("answers are streamed");
	}

	@Override
	public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
		try {
			HttpResponse<InputStream> response = this.http.send(jdkRequest(request),
					HttpResponse.BodyHandlers.ofInputStream());
			if (response.statusCode() != 200) {
				throw failure(response);
			}
			listener.onOpen(SuccessfulHttpResponse.builder()
				.statusCode(response.statusCode())
				.headers(response.headers().map())
				.build());
			read(response.body(), parser, listener);
			listener.onClose();
		}
		catch (IOException ex) {
			throw passing(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

	private void read(InputStream body, ServerSentEventParser parser, ServerSentEventListener listener)
			throws IOException {
		try (SilenceWatch stream = new SilenceWatch(body, this.silence)) {
			FailingEvents events = new FailingEvents(listener, this.key, stream::complete);
			parser.parse(stream, events);
			if (Thread.currentThread().isInterrupted()) {
				throw new CancellationException("interrupted");
			}
			if (stream.stalled()) {
				throw ModelCallException.passing("it fell silent for " + this.silence.toSeconds() + " s", null);
			}
			events.failIfAnyFailed();
		}
	}

	private ModelCallException failure(HttpResponse<InputStream> response) throws IOException {
		try (SilenceWatch body = new SilenceWatch(response.body(), this.silence)) {
			String text = new String(body.readNBytes(64 * 1024), StandardCharsets.UTF_8);
			return HttpFailure.of(response.statusCode(), text, response.headers().firstValue("Retry-After"), this.key);
		}
	}

	private ModelCallException passing(IOException failure) {
		if (failure instanceof ConnectException) {
			return ModelCallException.passing("it cannot be reached", failure);
		}
		if (failure instanceof HttpTimeoutException) {
			return ModelCallException.passing("it did not answer in " + this.silence.toSeconds() + " s", failure);
		}
		return ModelCallException.passing("the connection broke", failure);
	}

	private java.net.http.HttpRequest jdkRequest(HttpRequest request) {
		java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
			.timeout(this.silence)
			.method(request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
		request.headers().forEach((name, values) -> values.forEach((value) -> builder.header(name, value)));
		return builder.build();
	}

	/**
	 * Hands this client to langchain4j; the timeouts that langchain4j proposes are ours
	 * already.
	 */
	record Builder(ModelHttp client) implements HttpClientBuilder {

		@Override
		public Duration connectTimeout() {
			return CONNECT_TIMEOUT;
		}

		@Override
		public HttpClientBuilder connectTimeout(Duration timeout) {
			return this;
		}

		@Override
		public Duration readTimeout() {
			return this.client.silence;
		}

		@Override
		public HttpClientBuilder readTimeout(Duration timeout) {
			return this;
		}

		@Override
		public HttpClient build() {
			return this.client;
		}

	}

}
