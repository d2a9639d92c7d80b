package dev.aura.bus.memory;

import java.util.List;
import java.util.stream.Stream;

import dev.aura.bus.memory.document.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** With the real model's tokens. */
class ChunkerTest {

	private final Chunker chunker = new Chunker(BgeSmall.shared()::tokens);

	@Test
	void leavesAShortTextAsItIs() {
		for (String text : List.of("One short sentence.", " Two. With spaces \n around. \n", "x")) {
			assertThat(this.chunker.split(text)).containsExactly(new Chunk(0, text));
		}
	}

	static Stream<String> texts() {
		String sentence = "The quick brown fox, having seen %d winters, jumps over the lazy dog again. ";
		StringBuilder prose = new StringBuilder();
		StringBuilder paragraphs = new StringBuilder();
		for (int i = 0; i < 400; i++) {
			prose.append(sentence.formatted(i));
			paragraphs.append(sentence.formatted(i).strip()).append((i % 3 == 2) ? "\n\n" : "\n");
		}
		return Stream.of(prose.toString(), paragraphs.toString(), "word ".repeat(5_000), "x".repeat(30_000),
				"\n".repeat(9_000) + "end" + " ".repeat(9_000), "漢字仮名交じり文。".repeat(900), "🗼".repeat(6_000),
				"a🗼".repeat(5_001), "no full stop only lines\n".repeat(900), "!?".repeat(5_000),
				"\u0001".repeat(12_000));
	}

	@ParameterizedTest
	@MethodSource("texts")
	void cutsALongTextIntoChunksThatTheModelReadsWhole(String text) {
		List<Chunk> chunks = this.chunker.split(text);
		assertThat(chunks).hasSizeGreaterThan(1).allSatisfy((chunk) -> {
			// Where words had to be cut, tokens may be cut too.
			assertThat(BgeSmall.shared().tokens(chunk.text())).isBetween(0, 510);
			assertThat(text.startsWith(chunk.text(), chunk.start())).isTrue();
			assertThat(Character.isLowSurrogate(chunk.text().charAt(0))).isFalse();
			assertThat(chunk.text().length()).isLessThanOrEqualTo(9_620);
		});
	}

	@ParameterizedTest
	@MethodSource("texts")
	void losesNothing(String text) {
		StringBuilder together = new StringBuilder();
		for (Chunk chunk : this.chunker.split(text)) {
			assertThat(chunk.start()).isLessThanOrEqualTo(together.length());
			assertThat(chunk.start() + chunk.text().length()).isGreaterThan(together.length());
			together.append(chunk.text(), together.length() - chunk.start(), chunk.text().length());
		}
		assertThat(together).hasToString(text);
	}

	@Test
	void cutsBetweenSentencesAndRepeatsTheLastOnes() {
		List<Chunk> chunks = this.chunker.split(texts().findFirst().orElseThrow());
		for (int i = 1; i < chunks.size(); i++) {
			Chunk before = chunks.get(i - 1);
			assertThat(chunks.get(i).text()).startsWith("The quick");
			assertThat(before.text()).endsWith("again. ");
			int repeated = before.start() + before.text().length() - chunks.get(i).start();
			String overlap = chunks.get(i).text().substring(0, repeated);
			assertThat(BgeSmall.shared().tokens(overlap)).isBetween(15, Chunker.OVERLAP_TOKENS);
		}
	}

	@Test
	void cutsCodeBetweenFunctionsAndRepeatsNothing() {
		StringBuilder code = new StringBuilder("class Fleet {\n\n");
		for (int i = 0; i < 60; i++) {
			code.append(
					"\t/** Ship %d. */\n\tint ship%d(int wind) {\n\t\tint knots = wind * %d;\n\n\t\treturn knots;\n\t}\n\n"
						.formatted(i, i, i));
		}
		code.append("}\n");
		Section section = new Section(Section.Kind.CODE, "Fleet.java", 100, code.toString(), null);
		List<Chunk> chunks = this.chunker.split(section);
		StringBuilder together = new StringBuilder();
		for (Chunk chunk : chunks) {
			assertThat(chunk.start()).isEqualTo(100 + together.length());
			assertThat(BgeSmall.shared().tokens(chunk.embedded())).isLessThanOrEqualTo(500);
			assertThat(chunk.context()).isEqualTo("Fleet.java");
			together.append(chunk.text());
		}
		assertThat(together).hasToString(code.toString());
		assertThat(chunks).hasSizeGreaterThan(3);
		assertThat(chunks.subList(1, chunks.size()))
			.allSatisfy((chunk) -> assertThat(chunk.text()).startsWith("\t/** Ship"));
	}

}
