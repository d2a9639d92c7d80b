package dev.aura.kernel.model;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import dev.aura.kernel.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HttpFailureTest {

	@ParameterizedTest
	@CsvSource({ "400,false", "401,false", "403,false", "404,false", "408,true", "429,true", "500,true", "502,true",
			"503,true", "529,true" })
	void knowsWhatMayPass(int status, boolean retryable) {
		assertThat(failure(status, "x").retryable()).isEqualTo(retryable);
	}

	@Test
	void doesNotWaitForASpentQuota() {
		assertThat(failure(429, "{\"error\":{\"message\":\"Quota\",\"code\":\"insufficient_quota\"}}").retryable())
			.isFalse();
	}

	@Test
	void saysTheReasonOnOneShortLineWithoutTheKey() {
		assertThat(failure(500, "line one\nkey is sk-1\u001b[31m " + "x".repeat(1000)).getMessage())
			.startsWith("it answered 500: line one key is *** [31m x")
			.hasSizeLessThan(330);
	}

	@Test
	void readsRetryAfterAsSecondsAndAsDate() {
		String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME
			.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));

		assertThat(HttpFailure.wait("7")).isEqualTo(Duration.ofSeconds(7));
		assertThat(HttpFailure.wait(inAMinute)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
		assertThat(HttpFailure.wait("soon")).isNull();
		assertThat(HttpFailure.wait("-5")).isNull();
	}

	@Test
	void waitsLongerEachTimeAndNotForServersThatAskTooMuch() {
		Retries retries = new Retries(10, Duration.ofMillis(100), Duration.ofSeconds(1));

		assertThat(retries.after(1, failure(500, ""))).isBetween(Duration.ofMillis(50), Duration.ofMillis(101));
		assertThat(retries.after(3, failure(500, ""))).isBetween(Duration.ofMillis(200), Duration.ofMillis(401));
		assertThat(retries.after(9, failure(500, ""))).isBetween(Duration.ofMillis(500), Duration.ofMillis(1001));
		assertThat(retries.after(10, failure(500, ""))).isNull();
		assertThat(retries.after(1, HttpFailure.of(429, "", Optional.of("5"), new Secret("")))).isNull();
	}

	private static ModelCallException failure(int status, String body) {
		return HttpFailure.of(status, body, Optional.empty(), new Secret("sk-1"));
	}

}
