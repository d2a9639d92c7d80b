package dev.aura.kernel.agent;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import org.bsc.langgraph4j.serializer.StateSerializer;

/**
 * Copies and writes the state. The graph copies it at every step, and since all values
 * are immutable a copy of the map is enough. Written messages are langchain4j's JSON,
 * which, unlike the graph's own serializers, keeps the text of a message that also calls
 * tools.
 */
public final class AppStateSerializer extends StateSerializer<AppState> {

	public AppStateSerializer() {
		super(AppState::new);
	}

	@Override
	public AppState cloneObject(AppState state) {
		return stateOf(state.data());
	}

	@Override
	public void writeData(Map<String, Object> data, ObjectOutput out) throws IOException {
		Map<String, Object> rest = new HashMap<>(data);
		rest.remove(AppState.MESSAGES);
		out.writeObject(rest);
		byte[] messages = ChatMessageSerializer.messagesToJson(stateOf(data).messages())
			.getBytes(StandardCharsets.UTF_8);
		out.writeInt(messages.length);
		out.write(messages);
	}

	@Override
	public Map<String, Object> readData(ObjectInput in) throws IOException, ClassNotFoundException {
		Map<String, Object> data = new HashMap<>();
		((Map<?, ?>) in.readObject()).forEach((key, value) -> data.put((String) key, value));
		byte[] messages = new byte[in.readInt()];
		in.readFully(messages);
		List<ChatMessage> list = ChatMessageDeserializer.messagesFromJson(new String(messages, StandardCharsets.UTF_8));
		data.put(AppState.MESSAGES, Conversation.of(list));
		return data;
	}

}
