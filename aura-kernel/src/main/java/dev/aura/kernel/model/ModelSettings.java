package dev.aura.kernel.model;

import java.net.URI;
import java.time.Duration;

import dev.aura.kernel.settings.Secret;

/**
 * Which model answers.
 *
 * @param address of the OpenAI-compatible server, {@code /v1} included, without a slash
 * at its end
 * @param apiKey sent as bearer token
 * @param name of the model
 * @param reason why this one, for the person
 * @param silence the longest time without a byte before a call counts as stalled
 */
public record ModelSettings(URI address, Secret apiKey, String name, String reason, Duration silence) {
}
