package dev.aura.bus.web;

import java.time.Duration;
import java.time.Instant;

import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SearchPaceTest {

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void doublesTheBackOffUpToItsLimit() {
		SearchPace pace = pace("search.back-off", "60s", "search.max-back-off", "200s");
		assertThat(refusedThenWaited(pace)).isEqualTo(Duration.ofSeconds(60));
		assertThat(refusedThenWaited(pace)).isEqualTo(Duration.ofSeconds(120));
		assertThat(refusedThenWaited(pace)).isEqualTo(Duration.ofSeconds(200));
		assertThat(refusedThenWaited(pace)).isEqualTo(Duration.ofSeconds(200));
		pace.answered();
		assertThat(refusedThenWaited(pace)).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void refusalsOfQuestionsUnderWayCountOnce() {
		SearchPace pace = pace("search.back-off", "60s");
		pace.refused("first", Duration.ZERO);
		this.now = this.now.plusSeconds(1);
		assertThat(pace.refused("second", Duration.ofHours(1)))
			.isEqualTo(new SearchOutcome.Blocked("first", Duration.ofSeconds(59)));
	}

	@Test
	void neverStaysAwayLongerThanTheLimit() {
		SearchPace pace = pace("search.max-back-off", "10m");
		assertThat(pace.refused("x", Duration.ofDays(10)).retryAfter()).isEqualTo(Duration.ofMinutes(10));
	}

	@Test
	void keepsADistanceBetweenQuestions() {
		SearchPace pace = pace("search.interval", "80ms");
		long start = System.nanoTime();
		for (int i = 0; i < 5; i++) {
			pace.await();
		}
		// The clock of this test stands still, so the waits are 0, 80, 160, 240 and 320.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(800));
	}

	@Test
	void refusesToWaitTooLongForATurn() {
		SearchPace pace = pace("search.interval", "1h", "search.patience", "1s");
		pace.await();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(pace::await)
			.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(429))
			.satisfies((problem) -> assertThat(problem.retryAfter()).isEqualTo(Duration.ofHours(1)));
	}

	private Duration refusedThenWaited(SearchPace pace) {
		Duration pause = pace.refused("a reason", Duration.ZERO).retryAfter();
		assertThat(pace.refusal()).isEqualTo(new SearchOutcome.Blocked("a reason", pause));
		this.now = this.now.plus(pause);
		assertThat(pace.refusal()).isNull();
		return pause;
	}

	private SearchPace pace(String... settings) {
		return new SearchPace(WebSettings.of(settings).search(), () -> this.now);
	}

}
