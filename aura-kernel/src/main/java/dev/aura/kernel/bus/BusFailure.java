package dev.aura.kernel.bus;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Turns whatever a call threw into the one exception of the bus. */
final class BusFailure {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final int LONGEST_DETAIL = 1000;

	private BusFailure() {
	}

	/**
	 * The failure.
	 * @throws CancellationException when the thread was interrupted
	 */
	static BusException of(RuntimeException failure, Duration timeout) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof WebClientResponseException response
					&& !(response.getCause() instanceof TimeoutException)) {
				return problem(response);
			}
			if (cause instanceof InterruptedException) {
				Thread.currentThread().interrupt();
				throw new CancellationException("interrupted");
			}
			if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
					|| cause instanceof UnresolvedAddressException) {
				return BusException.unreachable(failure);
			}
			if (cause instanceof TimeoutException) {
				return BusException.unknown("the bus did not answer within " + timeout.toSeconds() + " s", failure);
			}
		}
		if (Thread.currentThread().isInterrupted()) {
			throw new CancellationException("interrupted");
		}
		return BusException.broken(failure);
	}

	private static BusException problem(WebClientResponseException response) {
		int status = response.getStatusCode().value();
		if (response.getStatusCode().is2xxSuccessful()) {
			return BusException.unknown("the bus answered something that could not be read", response);
		}
		JsonNode body = body(response);
		String detail = body.path("detail").asString(body.path("title").asString(""));
		if (detail.length() > LONGEST_DETAIL) {
			detail = detail.substring(0, LONGEST_DETAIL) + "…";
		}
		String message = "the bus answered " + status + (detail.isEmpty() ? "" : ": " + detail);
		return new BusException(kind(status, body), status, message, retryAfter(response), response);
	}

	private static BusException.Kind kind(int status, JsonNode body) {
		return switch (body.path("outcome").asString("")) {
			case "unknown" -> BusException.Kind.UNKNOWN;
			case "inFlight" -> BusException.Kind.IN_FLIGHT;
			// It failed in the middle of something, and does not say of what.
			default -> (status == 500) ? BusException.Kind.UNKNOWN : BusException.Kind.PROBLEM;
		};
	}

	private static JsonNode body(WebClientResponseException response) {
		try {
			return json.readTree(response.getResponseBodyAsByteArray());
		}
		catch (JacksonException ex) {
			return json.missingNode();
		}
	}

	private static @Nullable Duration retryAfter(WebClientResponseException response) {
		String value = response.getHeaders().getFirst("Retry-After");
		return (value != null && value.matches("[0-9]{1,9}")) ? Duration.ofSeconds(Long.parseLong(value)) : null;
	}

}
