package dev.aura.kernel.model;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

import dev.aura.kernel.settings.Secret;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.local.LocalModelException;
import dev.aura.local.LocalModels;
import dev.aura.local.Notices;
import dev.aura.local.Weights;

/** Finds a model that runs in this process. */
final class LocalDiscovery {

	private static final URI HUB = URI.create("https://huggingface.co");

	private static final Secret NO_KEY = new Secret("");

	private final Settings settings;

	private final Notices notices;

	LocalDiscovery(Settings settings, Notices notices) {
		this.settings = settings;
		this.notices = notices;
	}

	/**
	 * The model that {@code AURA_MODEL} asks for.
	 * @throws SettingException when it cannot be had
	 */
	ModelSettings named(String setting) {
		try {
			return model(setting, "AURA_MODEL is " + setting);
		}
		catch (LocalModelException ex) {
			throw new SettingException(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * A model for want of any other.
	 * @param named whether the person named one that was not found
	 * @param ollama where none was found
	 * @throws NoModelException when there is none here either, or none is wanted
	 */
	ModelSettings otherwise(boolean named, String ollama) {
		if (named || isOff()) {
			throw new NoModelException(ollama, "");
		}
		try {
			return model(LocalModels.PREFIX,
					"no key, no OPENAI_BASE_URL, no Ollama; it is small and often wrong, a key or a bigger AURA_MODEL does better");
		}
		catch (LocalModelException ex) {
			throw new NoModelException(ollama, String.valueOf(ex.getMessage()));
		}
	}

	private boolean isOff() {
		String wanted = this.settings.text("AURA_LOCAL").orElse("auto");
		if (!wanted.equals("auto") && !wanted.equals("off")) {
			throw new SettingException("AURA_LOCAL", wanted, "auto or off");
		}
		return wanted.equals("off");
	}

	private ModelSettings model(String setting, String reason) {
		LocalModels models = new LocalModels(cache(), this.settings.address("AURA_MODEL_HUB").orElse(HUB));
		Weights weights = models.find(setting, this.notices);
		return new ModelSettings(weights.file().toUri(), NO_KEY, weights.name(), reason, Duration.ofDays(1),
				models.open(weights));
	}

	/** Apart from {@code AURA_HOME}, so that every checkout of this person shares it. */
	private Path cache() {
		String cache = this.settings.text("AURA_MODEL_CACHE")
			.or(() -> this.settings.text("XDG_CACHE_HOME").map((folder) -> folder + "/aura/models"))
			.orElse(System.getProperty("user.home") + "/.cache/aura/models");
		try {
			return Path.of(cache).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new SettingException("AURA_MODEL_CACHE", cache, "a folder");
		}
	}

}
