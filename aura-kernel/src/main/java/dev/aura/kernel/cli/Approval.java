package dev.aura.kernel.cli;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;

/** Keeps a person from believing that they will be asked when they will not. */
final class Approval {

	private Approval() {
	}

	/**
	 * Accepts what can be kept.
	 * @throws SettingException for every other value of {@code AURA_APPROVE}
	 */
	static void check(Settings settings) {
		settings.text("AURA_APPROVE").filter((value) -> !"never".equals(value)).ifPresent((value) -> {
			throw new SettingException("AURA_APPROVE", value, "never, since runs cannot ask a person yet");
		});
	}

}
