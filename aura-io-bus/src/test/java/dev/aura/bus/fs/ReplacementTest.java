package dev.aura.bus.fs;

import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ReplacementTest {

	@Test
	void replacesTheOnlyOccurrence() {
		assertThat(Replacement.of("a b c", "b", "$1\\", false, 100)).isEqualTo(new Replacement("a $1\\ c", 1));
	}

	@Test
	void replacesAllWhenAsked() {
		assertThat(Replacement.of("aaaa", "aa", "b", true, 100)).isEqualTo(new Replacement("bb", 2));
	}

	@Test
	void keepsTheByteOrderMark() {
		assertThat(Replacement.of("\ufeffa", "a", "b", false, 100).text()).isEqualTo("\ufeffb");
	}

	@Test
	void takesLineFeedsForTheLineEndingsOfTheFile() {
		assertThat(Replacement.of("a\r\nb\r\nc\r\n", "a\nb", "x\ny\r\nz", false, 100).text())
			.isEqualTo("x\r\ny\r\nz\r\nc\r\n");
	}

	@Test
	void leavesMixedLineEndingsAlone() {
		assertThat(Replacement.of("a\r\nb\n", "b", "x\ny", false, 100).text()).isEqualTo("a\r\nx\ny\n");
	}

	@Test
	void namesTheLinesOfAnAmbiguousText() {
		ProblemException problem = problem("x\nfoo\nfoo foo\n", "foo", false, 100);
		assertThat(problem.type()).isEqualTo(ProblemType.UNUSABLE_VALUE);
		assertThat(problem.detail()).contains("occurs 3 times").contains("2, 3, 3");
		assertThat(problem.members()).containsEntry("occurrences", 3).containsEntry("lines", List.of(2L, 3L, 3L));
	}

	@Test
	void takesOverlappingPlacesForAmbiguous() {
		assertThat(problem("aaa", "aa", false, 100).detail()).contains("occurs 2 times");
	}

	@Test
	void hintsAtTheFirstLineOfATextThatIsNotThere() {
		ProblemException problem = problem("one\n  two\nthree\n", "two\n   three", false, 100);
		assertThat(problem.type()).isEqualTo(ProblemType.UNUSABLE_VALUE);
		assertThat(problem.detail()).contains("is not in the file").contains("at line 2");
	}

	@Test
	void refusesAResultThatIsTooLargeBeforeMakingIt() {
		assertThat(problem("a".repeat(1000), "a", true, 100_000_000).type()).isEqualTo(ProblemType.TOO_LARGE);
	}

	private static ProblemException problem(String text, String oldText, boolean all, long most) {
		return catchThrowableOfType(ProblemException.class,
				() -> Replacement.of(text, oldText, "x".repeat(1_000_000), all, most));
	}

}
