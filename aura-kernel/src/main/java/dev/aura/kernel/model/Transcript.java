package dev.aura.kernel.model;

import java.util.List;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation as servers take it. Many parse the arguments of earlier tool calls and
 * refuse the whole conversation when those are no JSON object, so that one broken call
 * would end a run.
 */
final class Transcript {

	private static final JsonMapper json = JsonMapper.builder().build();

	private Transcript() {
	}

	static List<ChatMessage> sendable(List<ChatMessage> messages) {
		return messages.stream().map(Transcript::sendable).toList();
	}

	private static ChatMessage sendable(ChatMessage message) {
		if (message instanceof AiMessage answer && answer.hasToolExecutionRequests()) {
			return answer.toBuilder()
				.toolExecutionRequests(answer.toolExecutionRequests().stream().map(Transcript::sendable).toList())
				.build();
		}
		return message;
	}

	private static ToolExecutionRequest sendable(ToolExecutionRequest call) {
		if (isObject(call.arguments())) {
			return call;
		}
		String arguments = call.arguments().isBlank() ? "{}"
				: json.createObjectNode().put("malformed", call.arguments()).toString();
		return ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(arguments).build();
	}

	private static boolean isObject(String arguments) {
		try {
			return json.readTree(arguments).isObject();
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
