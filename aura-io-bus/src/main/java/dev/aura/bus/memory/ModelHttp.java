package dev.aura.bus.memory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a server with a model. What may pass is tried again; the key and the answer of a
 * failure are never shown.
 */
final class ModelHttp {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int ATTEMPTS = 4;

	private static final Duration FIRST_WAIT = Duration.ofMillis(250);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Version 1.1: the default asks servers to upgrade, which some refuse. */
	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final ModelServer server;

	private final String what;

	/**
	 * Calls of a server.
	 * @param what it is, for messages
	 */
	ModelHttp(ModelServer server, String what) {
		this.server = server;
		this.what = what;
	}

	/**
	 * Posts a value as JSON.
	 * @throws ProblemException when there is no answer that can be used
	 */
	JsonNode post(Map<String, ?> body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.server.url()))
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
		if (!this.server.apiKey().isEmpty()) {
			request.header("Authorization", "Bearer " + this.server.apiKey());
		}
		Duration wait = FIRST_WAIT;
		for (int attempt = 1;; attempt++) {
			try {
				HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
				if (response.statusCode() == 200) {
					return json.readTree(response.body());
				}
				if (attempt == ATTEMPTS || (response.statusCode() != 429 && response.statusCode() < 500)) {
					throw unavailable("answers " + response.statusCode(), null);
				}
				wait = asked(response, wait);
			}
			catch (JacksonException ex) {
				throw unavailable("answers no JSON", ex);
			}
			catch (IOException ex) {
				if (attempt == ATTEMPTS) {
					throw unavailable("cannot be reached", ex);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
			}
			pause(wait);
			wait = wait.multipliedBy(3);
		}
	}

	private static Duration asked(HttpResponse<String> response, Duration wait) {
		Duration asked = response.headers()
			.firstValue("Retry-After")
			.filter((value) -> value.matches("[0-9]{1,4}"))
			.map((value) -> Duration.ofSeconds(Long.parseLong(value)))
			.orElse(wait);
		return (asked.compareTo(LONGEST_WAIT) < 0) ? asked : LONGEST_WAIT;
	}

	private static void pause(Duration wait) {
		try {
			Thread.sleep(wait);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is shutting down.");
		}
	}

	/** The problem of a server that does not do what it should. */
	ProblemException unavailable(String how, @Nullable Throwable cause) {
		return new ProblemException(ProblemType.UNAVAILABLE, "The " + this.what + " " + how + ".", cause)
			.retryAfter(Duration.ofSeconds(10));
	}

}
