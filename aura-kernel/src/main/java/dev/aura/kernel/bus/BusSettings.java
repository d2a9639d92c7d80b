package dev.aura.kernel.bus;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.aura.kernel.settings.Secret;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;

/**
 * Where the bus is, and the token that it asks for.
 *
 * @param address without a slash at its end
 * @param token sent as bearer token with every call
 */
public record BusSettings(URI address, Secret token) {

	/**
	 * From {@code AURA_BUS_URL} or {@code AURA_BUS_PORT}, and {@code AURA_BUS_TOKEN} or
	 * the file that the bus wrote at its first boot.
	 * @throws SettingException when one is malformed or there is no token
	 */
	public static BusSettings from(Settings settings) {
		URI address = settings.address("AURA_BUS_URL")
			.orElseGet(() -> URI.create("http://127.0.0.1:" + settings.number("AURA_BUS_PORT", 1, 65535).orElse(8100)));
		return new BusSettings(address, settings.secret("AURA_BUS_TOKEN").orElseGet(() -> fromFile(settings.home())));
	}

	private static Secret fromFile(Path home) {
		Path file = home.resolve("token");
		try {
			String token = Files.readString(file).strip();
			if (!token.isEmpty()) {
				return new Secret(token);
			}
		}
		catch (IOException ex) {
			// Said below.
		}
		throw new SettingException(
				"AURA_BUS_TOKEN: not set, and %s holds none (expected: the token of the bus, which ".formatted(file)
						+ "writes that file when it first boots; ./run.sh starts it)");
	}

}
