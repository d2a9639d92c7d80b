package dev.aura.kernel.agent;

import java.util.List;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AppStateSerializerTest {

	private static final ToolExecutionRequest CALL = ToolExecutionRequest.builder()
		.id("call_1")
		.name("recall")
		.arguments("{\"query\":\"x\"}")
		.build();

	private static final List<ChatMessage> MESSAGES = List.of(UserMessage.from("yes"), UserMessage.from("yes"),
			AiMessage.from("I look it up.", List.of(CALL)), ToolExecutionResultMessage.from(CALL, "Nothing."));

	private final AppStateSerializer serializer = new AppStateSerializer();

	@Test
	void writesAndReadsEverything() throws Exception {
		AppState state = new AppState(new java.util.HashMap<>(java.util.Map.of(AppState.MESSAGES, MESSAGES,
				AppState.TASK, "Ask", AppState.STEP, 3, AppState.USAGE, new Usage(5, 6), AppState.RUN, "r")));

		AppState read = this.serializer.bytesToObject(this.serializer.objectToBytes(state));

		assertThat(read.messages()).isEqualTo(MESSAGES);
		assertThat(read.task()).isEqualTo("Ask");
		assertThat(read.step()).isEqualTo(3);
		assertThat(read.usage()).isEqualTo(new Usage(5, 6));
	}

	@Test
	void copiesSharingMessagesThatNobodyCanChange() {
		AppState state = new AppState(AppState.initial("r", "Ask", MESSAGES));

		AppState copy = this.serializer.cloneObject(state);

		assertThat(copy.messages()).isSameAs(state.messages());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy.messages().clear());
	}

}
