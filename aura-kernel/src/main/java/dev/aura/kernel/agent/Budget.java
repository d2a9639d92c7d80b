package dev.aura.kernel.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;

/**
 * What one run may use.
 *
 * @param steps the most calls of the model
 * @param tokens the most tokens, input and output together; no limit when absent. Looked
 * at between steps, so the last step may go beyond
 * @param time the longest time; no limit when absent
 */
public record Budget(int steps, OptionalLong tokens, Optional<Duration> time) {

	private static final int DEFAULT_STEPS = 50;

	/**
	 * From the environment.
	 * @throws SettingException when a setting is malformed, or asks for what cannot be
	 * kept
	 */
	public static Budget from(Settings settings) {
		settings.text("AURA_MAX_USD").ifPresent((value) -> {
			throw new SettingException("AURA_MAX_USD", value,
					"not set, since prices are not known yet and a limit on money could not be kept; "
							+ "AURA_MAX_TOKENS can be");
		});
		return new Budget((int) settings.number("AURA_MAX_STEPS", 1, 1_000_000).orElse(DEFAULT_STEPS),
				settings.number("AURA_MAX_TOKENS", 1, Long.MAX_VALUE), settings.seconds("AURA_MAX_SECONDS"));
	}

	/** The budget that allows no further step. */
	public Optional<Limit> exhausted(AppState state) {
		if (state.step() >= this.steps) {
			return Optional.of(new Limit("AURA_MAX_STEPS", this.steps));
		}
		if (this.tokens.isPresent() && state.usage().total() >= this.tokens.getAsLong()) {
			return Optional.of(new Limit("AURA_MAX_TOKENS", this.tokens.getAsLong()));
		}
		return Optional.empty();
	}

	/**
	 * A limit that was reached.
	 *
	 * @param variable that sets it
	 */
	public record Limit(String variable, long value) {
	}

}
