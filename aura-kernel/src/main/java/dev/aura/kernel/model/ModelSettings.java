package dev.aura.kernel.model;

import java.net.URI;
import java.time.Duration;

import dev.aura.kernel.settings.Secret;
import dev.aura.local.Abilities;
import dev.aura.local.LocalChatModel;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers.
 *
 * @param address of the OpenAI-compatible server, {@code /v1} included, without a slash
 * at its end
 * @param apiKey sent as bearer token
 * @param name of the model
 * @param reason why this one, for the person
 * @param silence the longest time without a byte before a call counts as stalled
 * @param local the model itself, when it runs in this process; the address is then its
 * file's
 */
public record ModelSettings(URI address, Secret apiKey, String name, String reason, Duration silence,
		@Nullable LocalChatModel local) {

	/** A model behind a server. */
	public ModelSettings(URI address, Secret apiKey, String name, String reason, Duration silence) {
		this(address, apiKey, name, reason, silence, null);
	}

	/** What it can be expected to do. */
	public Abilities abilities() {
		return (this.local == null) ? Abilities.FULL : this.local.weights().abilities();
	}

}
