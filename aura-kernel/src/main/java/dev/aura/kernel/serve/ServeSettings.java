package dev.aura.kernel.serve;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;

/**
 * How the server listens and how much it takes on.
 *
 * @param address of this machine to listen on
 * @param port 0 for any free one
 * @param concurrentRuns runs under way at once; others wait
 * @param concurrentCalls calls of one model server at once; others wait
 */
record ServeSettings(String address, int port, int concurrentRuns, int concurrentCalls) {

	/**
	 * From {@code AURA_KERNEL_ADDRESS}, {@code AURA_KERNEL_PORT},
	 * {@code AURA_KERNEL_RUNS} and {@code AURA_MODEL_CALLS}.
	 * @throws SettingException when one is malformed
	 */
	static ServeSettings from(Settings settings) {
		String address = settings.text("AURA_KERNEL_ADDRESS").orElse("127.0.0.1");
		if (!address.matches("[0-9A-Za-z.:_-]+")) {
			throw new SettingException("AURA_KERNEL_ADDRESS", address, "an address of this machine, such as 127.0.0.1");
		}
		return new ServeSettings(address, (int) settings.number("AURA_KERNEL_PORT", 0, 65535).orElse(8200),
				(int) settings.number("AURA_KERNEL_RUNS", 1, 10_000).orElse(64),
				(int) settings.number("AURA_MODEL_CALLS", 1, 10_000).orElse(16));
	}

}
