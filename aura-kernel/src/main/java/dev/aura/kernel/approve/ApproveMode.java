package dev.aura.kernel.approve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;

/** When a person must say yes, where no rule decides. */
public enum ApproveMode {

	/** To nothing. */
	@JsonProperty("never")
	NEVER,
	/** To what can destroy something or tell the outside something; see {@link Risk}. */
	@JsonProperty("risky")
	RISKY,
	/** To every call. */
	@JsonProperty("always")
	ALWAYS;

	/**
	 * From {@code AURA_APPROVE}.
	 * @throws SettingException when it is something else
	 */
	public static ApproveMode from(Settings settings) {
		return settings.text("AURA_APPROVE")
			.map((value) -> of(value)
				.orElseThrow(() -> new SettingException("AURA_APPROVE", value, "never, risky or always")))
			.orElse(NEVER);
	}

	/** The mode that a text names. */
	public static Optional<ApproveMode> of(String text) {
		return Arrays.stream(values()).filter((mode) -> mode.text().equals(text)).findFirst();
	}

	/** As it is written everywhere. */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
