package dev.aura.bus.fs;

import java.time.Duration;

import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class LineQueryTest {

	@Test
	void findsTheTextAsItIs() {
		assertThat(LineQuery.of("a+b").find("x a+b")).isEqualTo(2);
		assertThat(LineQuery.of("f(x").find("f(x)")).isZero();
		assertThat(LineQuery.of("a").find("b")).isEqualTo(-1);
	}

	@Test
	void findsARegularExpression() {
		assertThat(LineQuery.of("a+b$").find("caab")).isEqualTo(1);
		assertThat(LineQuery.of("(?i)todo").find("// ToDo")).isEqualTo(3);
		assertThat(LineQuery.of("^b").find("ab")).isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "\\d{1,3}(\\.\\d{1,3}){3}", "x{1000}",
			"\\p{Greek}{3}", "[)(]{2}" })
	void takesOrdinaryRepetitions(String query) {
		assertThat(LineQuery.of(query).find("")).isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "((a{1000}){1000}){1000}", "(x([)])a{1000}){1000}", "((((a{99}){99}){99}){99}){99}",
			"(a\\)b{1000}){1000}", "(?:(?:.{0,1000}){0,1000})" })
	void refusesRepetitionsThatWouldFillTheMemory(String query) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> LineQuery.of(query))
			.withMessageContaining("fewer repetitions");
	}

	@Test
	void isNotSlowedDownByHostileExpressions() {
		LineQuery query = LineQuery.of("(a*)*(a|aa)+$b");
		assertTimeoutPreemptively(Duration.ofSeconds(20),
				() -> assertThat(query.find("a".repeat(64 * 1024))).isEqualTo(-1));
	}

	@Test
	void refusesNothingAndTooMuch() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> LineQuery.of(""));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> LineQuery.of("a".repeat(1001)));
	}

}
