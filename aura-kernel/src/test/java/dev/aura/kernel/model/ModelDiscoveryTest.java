package dev.aura.kernel.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.local.Notices;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelDiscoveryTest {

	@StartStop
	private final MockWebServer server = new MockWebServer();

	@Test
	void takesTheExplicitSettingsFirst() {
		ModelSettings model = find(
				Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1/", "AURA_MODEL", "named", "OPENAI_API_KEY", "secret"));

		assertThat(model.address()).hasToString("http://127.0.0.1:9/v1");
		assertThat(model.name()).isEqualTo("named");
		assertThat(model).asString().doesNotContain("secret");
	}

	@Test
	void takesTheDefaultProviderForAKey() {
		ModelSettings model = find(Map.of("OPENAI_API_KEY", "secret"));

		assertThat(model.address()).isEqualTo(ModelDiscovery.DEFAULT_ADDRESS);
		assertThat(model.name()).isEqualTo(ModelDiscovery.DEFAULT_MODEL);
	}

	@Test
	void asksAServerForItsModelsWhenNoneIsNamed() {
		this.server
			.enqueue(new MockResponse.Builder().body("{\"data\":[{\"id\":\"first\"},{\"id\":\"second\"}]}").build());

		assertThat(find(Map.of("OPENAI_BASE_URL", this.server.url("/v1").toString())).name()).isEqualTo("first");
	}

	@Test
	void wantsAModelNamedWhenAServerNamesNone() {
		this.server.enqueue(new MockResponse.Builder().code(404).build());

		assertThatExceptionOfType(SettingException.class)
			.isThrownBy(() -> find(Map.of("OPENAI_BASE_URL", this.server.url("/v1").toString())))
			.withMessageContaining("AURA_MODEL: not set");
	}

	@Test
	void findsTheFirstModelOfAnOllamaThatCallsTools() {
		ollama();

		ModelSettings model = find(Map.of("OLLAMA_HOST", "127.0.0.1:" + this.server.getPort()));

		assertThat(model.name()).isEqualTo("tools:latest");
		assertThat(model.address()).hasToString("http://127.0.0.1:" + this.server.getPort() + "/v1");
	}

	@Test
	void takesTheNamedModelOfAnOllama() {
		ollama();

		assertThat(find(Map.of("OLLAMA_HOST", "127.0.0.1:" + this.server.getPort(), "AURA_MODEL", "other")).name())
			.isEqualTo("other:latest");
	}

	@Test
	void namesThreeWaysWhenNoModelOfAnOllamaCallsTools() {
		ollama();

		assertThatExceptionOfType(NoModelException.class)
			.isThrownBy(() -> find(Map.of("OLLAMA_HOST", "127.0.0.1:" + this.server.getPort(), "AURA_MODEL", "plain")))
			.withMessageContaining("OPENAI_API_KEY")
			.withMessageContaining("ollama pull")
			.withMessageContaining("OPENAI_BASE_URL");
	}

	@Test
	void saysWhatALocalModelCanBeCalled() {
		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> find(Map.of("AURA_MODEL", "local:nothing")))
			.withMessageContaining(
					"AURA_MODEL: local:nothing (expected: local, local:/path/file.gguf, or local: and one")
			.withMessageContaining("smollm2-135m-instruct");
	}

	@Test
	void saysWhyThereIsNoModelOnBoardAndHowToBringOne(@TempDir Path folder) {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				return new MockResponse.Builder().code(503).build();
			}
		});

		assertThatExceptionOfType(SettingException.class)
			.isThrownBy(() -> find(Map.of("AURA_MODEL", "local:qwen2.5-0.5b-instruct", "AURA_MODEL_HUB",
					this.server.url("/").toString(), "AURA_MODEL_CACHE", folder.toString())))
			.withMessageContaining("qwen2.5-0.5b-instruct (491 MB) could not be had")
			.withMessageContaining("it answered 503")
			.withMessageContaining("By hand: ");
	}

	@Test
	void aServerThatIsNamedIsAskedBeforeAnyModelOnBoard() {
		ModelSettings model = find(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1", "AURA_MODEL", "named"));

		assertThat(model.local()).isNull();
		assertThat(model.abilities().compact()).isFalse();
	}

	@Test
	void refusesAnUnknownWordForTheModelOnBoard() {
		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> find(Map.of("AURA_LOCAL", "perhaps")))
			.withMessage("AURA_LOCAL: perhaps (expected: auto or off)");
	}

	@ParameterizedTest
	@CsvSource({ "localhost,http://localhost:11434", "10.1.2.3:80,http://10.1.2.3:80", ":5000,http://127.0.0.1:5000",
			"0.0.0.0,http://127.0.0.1:11434", "0.0.0.0:99,http://127.0.0.1:99", "http://box:8080/,http://box:8080",
			"https://ollama.example.org,https://ollama.example.org" })
	void readsOllamasHostAsOllamaDoes(String host, String address) {
		assertThat(OllamaAddress.of(Optional.of(host))).hasToString(address);
	}

	private void ollama() {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				if (request.getTarget().equals("/api/tags")) {
					return answer("{\"models\":[{\"name\":\"plain:latest\"},{\"name\":\"tools:latest\"},"
							+ "{\"name\":\"other:latest\"}]}");
				}
				boolean plain = request.getBody().utf8().contains("plain");
				return answer("{\"capabilities\":[\"completion\"" + (plain ? "" : ",\"tools\"") + "]}");
			}
		});
	}

	private static MockResponse answer(String body) {
		return new MockResponse.Builder().body(body).build();
	}

	private static ModelSettings find(Map<String, String> environment) {
		Map<String, String> settings = new HashMap<>(Map.of("OLLAMA_HOST", "127.0.0.1:9", "AURA_LOCAL", "off"));
		settings.putAll(environment);
		return new ModelDiscovery(new Settings(settings), Notices.SILENT).find();
	}

}
