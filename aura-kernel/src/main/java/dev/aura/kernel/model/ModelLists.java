package dev.aura.kernel.model;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import dev.aura.kernel.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks servers which models they have. A server that does not answer has none. */
final class ModelLists {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** The models of an OpenAI-compatible server, in its order. */
	List<String> served(URI address, Secret key) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/models"))
			.header("Authorization", "Bearer " + key.value());
		return names(ask(request), "data", "id");
	}

	/** The wanted model, or else the first, of those in an Ollama that can call tools. */
	Optional<String> toolCapable(URI ollama, Optional<String> wanted) {
		JsonNode tags = ask(HttpRequest.newBuilder(URI.create(ollama + "/api/tags")));
		return names(tags, "models", "name").stream()
			.filter((name) -> wanted.isEmpty() || isNamed(name, wanted.get()))
			.filter((name) -> callsTools(ollama, name))
			.findFirst();
	}

	/** Ollama takes a name without a tag for its latest. */
	private static boolean isNamed(String name, String wanted) {
		return name.equals(wanted) || name.equals(wanted + ":latest");
	}

	private boolean callsTools(URI ollama, String name) {
		String body = json.createObjectNode().put("model", name).toString();
		JsonNode model = ask(HttpRequest.newBuilder(URI.create(ollama + "/api/show"))
			.POST(HttpRequest.BodyPublishers.ofString(body)));
		return model.path("capabilities").valueStream().anyMatch((value) -> "tools".equals(value.asString("")));
	}

	private static List<String> names(JsonNode answer, String list, String member) {
		List<String> names = new ArrayList<>();
		for (JsonNode model : answer.path(list)) {
			String name = model.path(member).asString("");
			if (!name.isBlank()) {
				names.add(name);
			}
		}
		return names;
	}

	private JsonNode ask(HttpRequest.Builder request) {
		try (HttpClient http = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.build()) {
			HttpResponse<String> response = http.send(request.timeout(PATIENCE).build(),
					HttpResponse.BodyHandlers.ofString());
			return (response.statusCode() == 200) ? json.readTree(response.body()) : json.missingNode();
		}
		catch (IOException | JacksonException ex) {
			return json.missingNode();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

}
