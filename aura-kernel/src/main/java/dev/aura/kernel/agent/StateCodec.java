package dev.aura.kernel.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state as JSON, told as the difference to an earlier one: {@code set} and
 * {@code removed} for what changed, {@code messages} for what was said since, and
 * {@code keep}, how many earlier messages still stand. Values are texts, numbers,
 * booleans, and lists and maps of those.
 */
public final class StateCodec {

	private static final JsonMapper json = JsonMapper.builder().build();

	private StateCodec() {
	}

	/**
	 * What leads from one state to another.
	 * @throws IllegalArgumentException when a value is none that can be written
	 */
	public static ObjectNode difference(Map<String, Object> earlier, Map<String, Object> state) {
		ObjectNode difference = json.createObjectNode();
		ObjectNode set = json.createObjectNode();
		ArrayNode removed = json.createArrayNode();
		state.forEach((key, value) -> {
			if (!key.equals(AppState.MESSAGES) && !Objects.equals(earlier.get(key), value)) {
				set.set(key, write(key, value));
			}
		});
		earlier.keySet().stream().filter((key) -> !state.containsKey(key)).forEach(removed::add);
		Conversation before = messages(earlier);
		Conversation now = messages(state);
		int keep = now.continues(before) ? before.size() : 0;
		if (!set.isEmpty()) {
			difference.set("set", set);
		}
		if (!removed.isEmpty()) {
			difference.set("removed", removed);
		}
		if (keep != before.size()) {
			difference.put("keep", keep);
		}
		if (now.size() > keep) {
			difference.set("messages", write(now.subList(keep, now.size())));
		}
		return difference;
	}

	/** The state that a difference leads to. */
	public static Map<String, Object> apply(Map<String, Object> earlier, JsonNode difference) {
		Map<String, Object> state = new HashMap<>(earlier);
		difference.path("set").properties().forEach((entry) -> state.put(entry.getKey(), read(entry)));
		difference.path("removed").forEach((key) -> state.remove(key.asString()));
		Conversation before = messages(earlier);
		Conversation kept = before.first(difference.path("keep").asInt(before.size()));
		state.put(AppState.MESSAGES, kept.plus(readMessages(difference.path("messages"))));
		return state;
	}

	/** Messages as JSON. */
	public static JsonNode write(List<ChatMessage> messages) {
		return json.readTree(ChatMessageSerializer.messagesToJson(messages));
	}

	/** Messages from JSON; none when there is nothing. */
	public static List<ChatMessage> readMessages(JsonNode messages) {
		return messages.isArray() ? ChatMessageDeserializer.messagesFromJson(messages.toString()) : List.of();
	}

	private static Conversation messages(Map<String, Object> state) {
		return switch (state.get(AppState.MESSAGES)) {
			case Conversation conversation -> conversation;
			case List<?> list -> Conversation.of(list.stream().map(ChatMessage.class::cast).toList());
			case null, default -> Conversation.of(List.of());
		};
	}

	private static JsonNode write(String key, Object value) {
		return switch (value) {
			case Usage usage -> json.createObjectNode().put("input", usage.input()).put("output", usage.output());
			case String text -> json.getNodeFactory().stringNode(text);
			case Integer number -> json.getNodeFactory().numberNode(number);
			case Long number -> json.getNodeFactory().numberNode(number);
			case Double number -> json.getNodeFactory().numberNode(number);
			case Boolean flag -> json.getNodeFactory().booleanNode(flag);
			case List<?> list -> {
				ArrayNode array = json.createArrayNode();
				list.forEach((item) -> array.add(write(key, item)));
				yield array;
			}
			case Map<?, ?> map -> {
				ObjectNode object = json.createObjectNode();
				map.forEach((name, item) -> object.set((String) name, write(key, item)));
				yield object;
			}
			default -> throw new IllegalArgumentException(
					"state %s: %s (expected: a text, number, boolean, list or map)".formatted(key, value.getClass()));
		};
	}

	private static Object read(Map.Entry<String, JsonNode> entry) {
		JsonNode value = entry.getValue();
		return entry.getKey().equals(AppState.USAGE)
				? new Usage(value.path("input").asLong(), value.path("output").asLong()) : read(value);
	}

	private static Object read(JsonNode value) {
		if (value.isArray()) {
			List<Object> list = new ArrayList<>();
			value.forEach((item) -> list.add(read(item)));
			return list;
		}
		if (value.isObject()) {
			Map<String, Object> map = new LinkedHashMap<>();
			value.properties().forEach((item) -> map.put(item.getKey(), read(item.getValue())));
			return map;
		}
		if (value.isBoolean()) {
			return value.asBoolean();
		}
		if (value.isNumber()) {
			return value.numberValue();
		}
		return value.asString();
	}

}
