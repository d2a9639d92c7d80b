package dev.aura.kernel.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConversationTest {

	private static final ChatMessage ONE = UserMessage.from("one");

	private static final ChatMessage TWO = UserMessage.from("two");

	private static final ChatMessage THREE = UserMessage.from("three");

	@Test
	void keepsWhatItHadWhenItIsContinued() {
		Conversation first = Conversation.of(List.of(ONE));
		Conversation second = first.plus(List.of(TWO));

		assertThat(first).containsExactly(ONE);
		assertThat(second).containsExactly(ONE, TWO);
		assertThat(second.continues(first)).isTrue();
		assertThat(first.continues(second)).isFalse();
	}

	@Test
	void becomesTwoWhenItIsContinuedTwice() {
		Conversation first = Conversation.of(List.of(ONE));
		Conversation second = first.plus(List.of(TWO));
		Conversation other = first.plus(List.of(THREE));

		assertThat(second).containsExactly(ONE, TWO);
		assertThat(other).containsExactly(ONE, THREE);
		assertThat(other.continues(second)).isFalse();
	}

	@Test
	void isWrittenAsWhatWasSaidSince() {
		Conversation first = Conversation.of(List.of(ONE));
		Map<String, Object> before = state(first, 1);
		Map<String, Object> after = state(first.plus(List.of(TWO)), 2);

		JsonNode difference = StateCodec.difference(before, after);

		assertThat(difference.path("messages").size()).isOne();
		assertThat(difference.path("set").has(AppState.TASK)).isFalse();
		assertThat(StateCodec.apply(before, difference)).isEqualTo(after);
	}

	@Test
	void isWrittenWholeWhenItIsAnother() {
		Map<String, Object> before = state(Conversation.of(List.of(ONE, TWO)), 1);
		Map<String, Object> after = state(Conversation.of(List.of(ONE, THREE)), 1);
		after.remove(AppState.TASK);
		after.put("plan", List.of("a", Map.of("done", true, "left", 3)));

		assertThat(StateCodec.apply(before, StateCodec.difference(before, after))).isEqualTo(after);
	}

	@Test
	void refusesValuesThatCannotBeWritten() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> StateCodec.difference(Map.of(), Map.of("thread", new Object())))
			.withMessageContaining("state thread: class java.lang.Object");
	}

	private static Map<String, Object> state(Conversation messages, int step) {
		return new HashMap<>(Map.of(AppState.MESSAGES, messages, AppState.TASK, "Count", AppState.STEP, step,
				AppState.USAGE, new Usage(step, 2)));
	}

}
