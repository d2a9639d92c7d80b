package dev.aura.kernel.context;

import java.util.List;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

/**
 * Tokens without a tokenizer, estimated a little too high: prose has about four
 * characters a token, code and JSON about three.
 */
public final class Tokens {

	private static final int CHARACTERS = 3;

	/** Role, separators, ids. */
	private static final int PER_MESSAGE = 8;

	private Tokens() {
	}

	/** An estimate for a conversation. */
	public static long of(List<ChatMessage> messages) {
		long tokens = 0;
		for (ChatMessage message : messages) {
			tokens += of(message);
		}
		return tokens;
	}

	/** An estimate for one message. */
	static long of(ChatMessage message) {
		return PER_MESSAGE + of(switch (message) {
			case SystemMessage system -> system.text().length();
			case UserMessage user -> user.hasSingleText() ? user.singleText().length() : user.toString().length();
			case AiMessage answer -> length(answer);
			case ToolExecutionResultMessage result -> result.text().length();
			default -> message.toString().length();
		});
	}

	/** An estimate for a text of so many characters. */
	public static long of(long characters) {
		return (characters + CHARACTERS - 1) / CHARACTERS;
	}

	private static int length(AiMessage answer) {
		int length = (answer.text() == null) ? 0 : answer.text().length();
		for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
			length += PER_MESSAGE * CHARACTERS + call.name().length() + call.arguments().length();
		}
		return length;
	}

}
