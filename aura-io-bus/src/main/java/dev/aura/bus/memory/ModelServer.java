package dev.aura.bus.memory;

import java.net.URI;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * A server with a model.
 *
 * @param url whole, as it is called; empty for none
 * @param model name of the model
 * @param apiKey sent as a bearer token; empty for none
 */
record ModelServer(@DefaultValue("") String url, @DefaultValue("") String model, @DefaultValue("") String apiKey) {

	ModelServer {
		Assert.isTrue(url.isEmpty() || isHttp(url), () -> "url: " + url + " (expected: an http or https address)");
		Assert.isTrue(url.isEmpty() || !model.isBlank(),
				() -> "model: absent (expected: the name of a model of " + url + ")");
	}

	private static boolean isHttp(String url) {
		try {
			URI uri = URI.create(url);
			return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	boolean isNamed() {
		return !this.url.isEmpty();
	}

	/** Without the key, which is a secret. */
	@Override
	public String toString() {
		return this.model + " at " + this.url;
	}

}
