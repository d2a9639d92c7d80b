package dev.aura.kernel.model;

import java.net.URI;
import java.util.Optional;

import dev.aura.kernel.settings.SettingException;

/** Reads {@code OLLAMA_HOST}, which is an address, a host, a port, or some of each. */
final class OllamaAddress {

	private static final String DEFAULT = "127.0.0.1:11434";

	private OllamaAddress() {
	}

	static URI of(Optional<String> ollamaHost) {
		String host = ollamaHost.orElse(DEFAULT).replaceAll("/+$", "");
		String scheme = host.startsWith("https://") ? "https" : "http";
		String rest = host.replaceFirst("^https?://", "");
		if (rest.startsWith(":")) {
			rest = "127.0.0.1" + rest;
		}
		if (!rest.matches(".*:[0-9]{1,5}")) {
			rest += host.contains("://") ? "" : ":11434";
		}
		// The server's "every interface" is no address to connect to.
		rest = rest.replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:");
		try {
			URI address = URI.create(scheme + "://" + rest);
			if (address.getHost() != null) {
				return address;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new SettingException("OLLAMA_HOST", ollamaHost.orElse(DEFAULT), "host:port, such as " + DEFAULT);
	}

}
