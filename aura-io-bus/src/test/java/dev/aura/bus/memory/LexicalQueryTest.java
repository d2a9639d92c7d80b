package dev.aura.bus.memory;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LexicalQueryTest {

	@Test
	void joinsQuotedWordsByOr() {
		assertThat(LexicalQuery.of("Red roses?")).isEqualTo("\"red\" OR \"roses\"");
	}

	@Test
	void addsAPhraseForAPieceOfSeveralWords() {
		assertThat(LexicalQuery.of("fix user_id")).isEqualTo("\"fix\" OR \"user id\" OR \"user\" OR \"id\"");
	}

	@Test
	void dropsStopWordsUnlessNothingElseIsThere() {
		assertThat(LexicalQuery.of("the age of the sea")).isEqualTo("\"age\" OR \"sea\"");
		assertThat(LexicalQuery.of("to be")).isEqualTo("\"to\" OR \"be\"");
	}

	@Test
	void namesEveryWordOnce() {
		assertThat(LexicalQuery.of("sea Sea SEA")).isEqualTo("\"sea\"");
	}

	@Test
	void isEmptyWithoutAWord() {
		assertThat(LexicalQuery.of("\" * ^ ( ) - 🗼")).isEmpty();
	}

}
