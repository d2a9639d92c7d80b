package dev.aura.kernel.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

import dev.aura.kernel.settings.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the failure that a model server answered. */
final class HttpFailure {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429);

	private static final int LONGEST_REASON = 300;

	private HttpFailure() {
	}

	/**
	 * The failure as an exception.
	 * @param status that is not 200
	 * @param body as sent, perhaps with the key in it
	 */
	static ModelCallException of(int status, String body, Optional<String> retryAfter, Secret key) {
		JsonNode error = error(body);
		// A spent quota is a 429 that no waiting cures.
		boolean retryable = (PASSING.contains(status) || status >= 500)
				&& !"insufficient_quota".equals(error.path("code").asString(""));
		String reason = "it answered " + status + reason(error, body, key);
		Duration wait = retryAfter.map(HttpFailure::wait).orElse(null);
		return (status == 429 && retryable) ? ModelCallException.tooManyCalls(reason, wait)
				: new ModelCallException(reason, retryable, wait, null);
	}

	/** The failure that a server sent in the middle of its events, if this is one. */
	static Optional<ModelCallException> inEvent(String data, Secret key) {
		if (!data.startsWith("{\"error\"")) {
			return Optional.empty();
		}
		return Optional.of(ModelCallException.passing("it broke off" + reason(error(data), data, key), null));
	}

	private static String reason(JsonNode error, String body, Secret key) {
		String message = error.isString() ? error.asString() : error.path("message").asString(body);
		String line = key.redact(message).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
		if (line.length() > LONGEST_REASON) {
			line = line.substring(0, LONGEST_REASON) + "…";
		}
		return line.isEmpty() ? "" : ": " + line;
	}

	private static JsonNode error(String body) {
		try {
			return json.readTree(body).path("error");
		}
		catch (JacksonException ex) {
			return json.missingNode();
		}
	}

	/** Seconds or an HTTP date; nothing when it is neither. */
	static @Nullable Duration wait(String retryAfter) {
		String value = retryAfter.strip();
		try {
			if (value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
				return Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
			}
			Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(Instant.now(), until);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
