package dev.aura.kernel.model;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import dev.aura.kernel.settings.Secret;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.local.LocalModels;
import dev.aura.local.Notices;

/**
 * Finds the model: explicit settings first, then a key for the default provider, then an
 * Ollama that runs on this machine, then one that runs in this process.
 */
public final class ModelDiscovery {

	/** The provider that a key without an address is for. */
	static final URI DEFAULT_ADDRESS = URI.create("https://api.openai.com/v1");

	/** The default provider's model when none is named. */
	static final String DEFAULT_MODEL = "gpt-4.1-mini";

	/** For servers that want some key and look at none. */
	private static final Secret PLACEHOLDER_KEY = new Secret("no-key-needed");

	private static final Duration DEFAULT_SILENCE = Duration.ofMinutes(5);

	private final Settings settings;

	private final LocalDiscovery local;

	private final ModelLists lists = new ModelLists();

	/**
	 * Looks by these settings.
	 * @param notices hears of it when a model has to be downloaded
	 */
	public ModelDiscovery(Settings settings, Notices notices) {
		this.settings = settings;
		this.local = new LocalDiscovery(settings, notices);
	}

	/**
	 * The model to use.
	 * @throws SettingException when a setting is malformed or names no model
	 * @throws NoModelException when there is nothing to go by
	 */
	public ModelSettings find() {
		if (named().filter(LocalModels::isMeant).isPresent()) {
			return this.local.named(named().get());
		}
		Optional<URI> address = this.settings.address("OPENAI_BASE_URL");
		Optional<Secret> key = this.settings.secret("OPENAI_API_KEY");
		if (address.isPresent()) {
			return atAddress(address.get(), key.orElse(PLACEHOLDER_KEY));
		}
		if (key.isPresent()) {
			return model(DEFAULT_ADDRESS, key.get(), named().orElse(DEFAULT_MODEL), "OPENAI_API_KEY is set");
		}
		return fromOllama();
	}

	private ModelSettings atAddress(URI address, Secret key) {
		if (named().isPresent()) {
			return model(address, key, named().get(), "OPENAI_BASE_URL and AURA_MODEL are set");
		}
		if (DEFAULT_ADDRESS.equals(address)) {
			return model(address, key, DEFAULT_MODEL, "the default of this provider");
		}
		String first = this.lists.served(address, key)
			.stream()
			.findFirst()
			.orElseThrow(() -> new SettingException(
					"AURA_MODEL: not set, and %s/models names none (expected: the name of a model)"
						.formatted(address)));
		return model(address, key, first, "the first that OPENAI_BASE_URL serves; AURA_MODEL is not set");
	}

	private ModelSettings fromOllama() {
		URI ollama = OllamaAddress.of(this.settings.text("OLLAMA_HOST"));
		Optional<String> name = this.lists.toolCapable(ollama, named());
		if (name.isEmpty()) {
			// Who named a model gets that one or none.
			return this.local.otherwise(named().isPresent(), ollama.toString());
		}
		return model(URI.create(ollama + "/v1"), PLACEHOLDER_KEY, name.get(), "found in the Ollama that runs here");
	}

	private Optional<String> named() {
		return this.settings.text("AURA_MODEL");
	}

	private ModelSettings model(URI address, Secret key, String name, String reason) {
		Duration silence = this.settings.seconds("AURA_MODEL_TIMEOUT_SECONDS").orElse(DEFAULT_SILENCE);
		return new ModelSettings(address, key, name, reason, silence);
	}

}
