package dev.aura.bus.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a caller attaches to a text, kept as a JSON object. */
final class Metadata {

	/** Of the JSON, in characters. */
	private static final int MAX_LENGTH = 16_384;

	/** Objects and arrays inside one another; the metadata itself is the first. */
	private static final int MAX_DEPTH = 5;

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final JsonMapper ordered = JsonMapper.builder()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	private static final TypeReference<Map<String, Object>> object = new TypeReference<>() {
	};

	private Metadata() {
	}

	/** The JSON of checked metadata. */
	static String write(@Nullable Map<String, Object> metadata) {
		if (metadata == null) {
			return "{}";
		}
		check("metadata", metadata, 1);
		String written = json.writeValueAsString(metadata);
		if (written.length() > MAX_LENGTH) {
			throw Checks.unusable("metadata", written.length() + " characters of JSON", "at most " + MAX_LENGTH);
		}
		return written;
	}

	/** The same JSON with one more name, unless it is there. */
	static String with(String written, String name, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(read(written));
		more.putIfAbsent(name, value);
		return json.writeValueAsString(more);
	}

	/** The same JSON with its names in order. */
	static String sorted(String written) {
		return "{}".equals(written) ? written : ordered.writeValueAsString(read(written));
	}

	static Map<String, Object> read(String written) {
		return json.readValue(written, object);
	}

	private static void check(String path, @Nullable Object value, int depth) {
		if (depth > MAX_DEPTH && (value instanceof Map || value instanceof List)) {
			throw Checks.unusable(path, "nested deeper", "at most " + MAX_DEPTH + " levels");
		}
		switch (value) {
			case Map<?, ?> members -> members.forEach((name, member) -> {
				String key = Checks.storable("a name in " + path, String.valueOf(name));
				check(path + "." + key, member, depth + 1);
			});
			case List<?> items -> {
				for (int i = 0; i < items.size(); i++) {
					check(path + "[" + i + "]", items.get(i), depth + 1);
				}
			}
			case String text -> Checks.storable(path, text);
			case Double number when !Double.isFinite(number) ->
				throw Checks.unusable(path, number, "a number that a double can hold");
			case null, default -> {
			}
		}
	}

}
