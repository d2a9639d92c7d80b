package dev.aura.kernel.approve;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a call is about, as rules see it.
 *
 * @param tool its name
 * @param arguments as the model wrote them; absent when they are no JSON object, in which
 * case the tool refuses them too
 */
record Target(String tool, Optional<JsonNode> arguments) {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	/** Tools whose path is a folder, all of which they look at. */
	private static final Set<String> ON_FOLDERS = Set.of("list_files", "search_files");

	static Target of(String tool, String arguments) {
		try {
			return new Target(tool,
					Optional.of(json.readTree(arguments.isBlank() ? "{}" : arguments)).filter(JsonNode::isObject));
		}
		catch (JacksonException ex) {
			return new Target(tool, Optional.empty());
		}
	}

	/** An argument that is a text. */
	Optional<String> text(String name) {
		return this.arguments.map((node) -> node.path(name)).filter(JsonNode::isString).map(JsonNode::asString);
	}

	/** The path, spelled in one way only: {@code ./a//b} is {@code a/b}. */
	Optional<String> path() {
		return text("path").map((path) -> Arrays.stream(path.split("/"))
			.filter((part) -> !part.isEmpty() && !part.equals("."))
			.collect(Collectors.joining("/")));
	}

	/** The folder that the call looks through; empty for the whole workspace. */
	Optional<String> folder() {
		return ON_FOLDERS.contains(this.tool) ? Optional.of(path().orElse("")) : Optional.empty();
	}

	/** The host that the call connects to, in lower case. */
	Optional<String> host() {
		return text("url").flatMap((url) -> {
			try {
				return Optional.ofNullable(URI.create(url.strip()).getHost());
			}
			catch (IllegalArgumentException ex) {
				return Optional.empty();
			}
		}).map((host) -> host.toLowerCase(Locale.ROOT).replaceAll("\\.$", ""));
	}

}
