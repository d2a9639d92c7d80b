package dev.aura.bus.fs;

import java.time.Duration;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GlobTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "*.md|README.md", "*.md|docs/a.md", "*.md|.md", "**/*.md|README.md", "**/*.md|a/b/c.md",
					"docs/*.md|docs/a.md", "/docs/*.md|docs/a.md", "docs/**|docs/a/b", "docs/**/*.md|docs/a.md",
					"docs/**/*.md|docs/x/y/a.md", "**|a/b", "?.txt|a.txt", "?.txt|😀.txt", "[a-c].txt|b.txt",
					"[!a-c].txt|d.txt", "[^a-c].txt|d.txt", "[]].txt|].txt", "*.{java,kt}|A.kt", "{a,b{c,d}}|bd",
					"\\*.md|*.md", "a.c|a.c", "a+(b)|a+(b)", "a}|a}", "a,b|a,b", "[.]x|.x", "*|a", "[\\]x|\\x",
					"a*b*c|aXbYbc" })
	void matches(String glob, String path) {
		assertThat(Glob.of(glob).matches(path)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "*.md|a.mdx", "docs/*.md|docs/x/a.md", "docs/*.md|a/docs/b.md", "/a.md|x/a.md", "?.txt|ab.txt",
					"a?b|a/b", "a[!x]b/c|a/b/c", "*.{java,kt}|A.py", "\\*.md|a.md", "a.c|abc", "docs/**|docs",
					"[a-c].txt|d.txt", "a/**/b|a/xb" })
	void doesNotMatch(String glob, String path) {
		assertThat(Glob.of(glob).matches(path)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[a", "[]", "{a,b", "a\\", "[z-a]" })
	void refusesWhatIsNoPattern(String glob) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> Glob.of(glob))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.UNUSABLE_VALUE));
	}

	@Test
	void isNotSlowedDownByHostilePatterns() {
		Glob glob = Glob.of("*a".repeat(400) + "b");
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(glob.matches("a".repeat(255))).isFalse());
	}

	@Test
	void saysWhetherItReachesBelowTheFolder() {
		assertThat(Glob.of("*.md").isDeep()).isFalse();
		assertThat(Glob.of("**.md").isDeep()).isTrue();
		assertThat(Glob.of("docs/*.md").isDeep()).isTrue();
	}

}
