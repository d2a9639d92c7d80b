package dev.aura.bus.memory;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LexicalQueryTest {

	@Test
	void joinsQuotedWordsByOr() {
		assertThat(expression("Red roses?")).isEqualTo("\"red\" OR \"roses\"");
	}

	@Test
	void addsAPhraseForAPieceOfSeveralWords() {
		assertThat(expression("fix user_id")).isEqualTo("\"fix\" OR \"user id\" OR \"user\" OR \"id\"");
	}

	@Test
	void dropsStopWordsUnlessNothingElseIsThere() {
		assertThat(expression("the age of the sea")).isEqualTo("\"age\" OR \"sea\"");
		assertThat(expression("to be")).isEqualTo("\"to\" OR \"be\"");
	}

	@Test
	void namesEveryWordOnce() {
		assertThat(expression("sea Sea SEA")).isEqualTo("\"sea\"");
	}

	@Test
	void isEmptyWithoutAWord() {
		assertThat(expression("\" * ^ ( ) - 🗼")).isEmpty();
	}

	private static String expression(String text) {
		return LexicalQuery.expression(LexicalQuery.terms(text));
	}

}
