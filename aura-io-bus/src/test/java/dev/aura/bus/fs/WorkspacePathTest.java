package dev.aura.bus.fs;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WorkspacePathTest {

	@ParameterizedTest
	@CsvSource({ "a/b.txt,a/b.txt", "./a//b/,a/b", "'',''", ".,''", "a/./././b,a/b", "...,...", "~,~", "C:\\x,C:\\x",
			"..\\..\\x,..\\..\\x", "..a/b..,..a/b..", "' ',' '" })
	void normalisesWhatStaysInside(String value, String expected) {
		assertThat(WorkspacePath.of("path", value)).hasToString(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "..", "../x", "a/../b", "a/..", "/", "/etc/passwd", "//x", "./../x", "a//..//b" })
	void refusesWhatLeadsOutside(String value) {
		assertProblem(value, ProblemType.OUTSIDE_WORKSPACE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0b", "\ud800", "a/\udfff.txt", ".aura-0123456789abcdef.tmp",
			"d/.aura-0123456789abcdef.tmp/x" })
	void refusesNamesThatCannotBe(String value) {
		assertProblem(value, ProblemType.UNUSABLE_VALUE);
	}

	@Test
	void measuresNamesInBytes() {
		assertThat(WorkspacePath.of("path", "a".repeat(255)).names()).hasSize(1);
		assertProblem("a".repeat(256), ProblemType.UNUSABLE_VALUE);
		assertThat(WorkspacePath.of("path", "é".repeat(127)).names()).hasSize(1);
		assertProblem("é".repeat(128), ProblemType.UNUSABLE_VALUE);
	}

	@Test
	void measuresPathsInBytes() {
		assertThat(WorkspacePath.of("path", "a/".repeat(2048)).names()).hasSize(2048);
		assertProblem("a/".repeat(2048) + "b", ProblemType.UNUSABLE_VALUE);
	}

	@Test
	void knowsWhatIsBelow() {
		WorkspacePath folder = WorkspacePath.of("path", "a/b");
		assertThat(WorkspacePath.of("path", "a/b/c").startsWith(folder)).isTrue();
		assertThat(WorkspacePath.of("path", "a/b").startsWith(folder)).isTrue();
		assertThat(WorkspacePath.of("path", "a/bc").startsWith(folder)).isFalse();
		assertThat(WorkspacePath.of("path", "a").startsWith(folder)).isFalse();
	}

	private static void assertProblem(String value, ProblemType type) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> WorkspacePath.of("path", value))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(type))
			.satisfies((problem) -> assertThat(problem.detail()).startsWith("path: ").contains("(expected: "));
	}

}
