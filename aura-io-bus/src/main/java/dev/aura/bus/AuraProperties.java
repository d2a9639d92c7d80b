package dev.aura.bus;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the bus keeps things, and who may call it.
 *
 * @param home state: token, memory, ledger, logs; made at boot, for the owner only
 * @param workspace the folder that {@code /fs} and {@code /sandbox} see; made at boot
 * @param busToken the bearer token; read from {@code home/token}, made there at first
 * boot, when absent
 */
@ConfigurationProperties("aura")
public record AuraProperties(Path home, Path workspace, @Nullable String busToken) {

	public AuraProperties {
		home = home.toAbsolutePath().normalize();
		workspace = workspace.toAbsolutePath().normalize();
	}

	/** Without the token. */
	@Override
	public String toString() {
		return "AuraProperties[home=%s, workspace=%s]".formatted(this.home, this.workspace);
	}

}
