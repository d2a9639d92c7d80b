package dev.aura.bus;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the bus keeps things.
 *
 * @param home state: token, memory, ledger, logs; made at boot, for the owner only
 * @param workspace the folder that {@code /fs} and {@code /sandbox} see; made at boot
 */
@ConfigurationProperties("aura")
public record AuraProperties(Path home, Path workspace) {

	public AuraProperties {
		home = home.toAbsolutePath().normalize();
		workspace = workspace.toAbsolutePath().normalize();
	}

}
