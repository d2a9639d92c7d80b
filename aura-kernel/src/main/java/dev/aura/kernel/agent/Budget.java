package dev.aura.kernel.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What one run may use, together with all that it starts.
 *
 * @param steps the most calls of the model
 * @param tokens the most tokens, input and output together; no limit when absent
 * @param usd the most money; no limit when absent
 * @param time the longest time; no limit when absent
 */
public record Budget(int steps, OptionalLong tokens, Optional<BigDecimal> usd, Optional<Duration> time) {

	private static final int DEFAULT_STEPS = 50;

	/** What a run may use whom nothing else was told. */
	public static final Budget DEFAULT = new Budget(DEFAULT_STEPS, OptionalLong.empty(), Optional.empty());

	/** A budget without a limit on money. */
	public Budget(int steps, OptionalLong tokens, Optional<Duration> time) {
		this(steps, tokens, Optional.empty(), time);
	}

	/**
	 * From the environment.
	 * @throws SettingException when a setting is malformed
	 */
	public static Budget from(Settings settings) {
		return new Budget((int) settings.number("AURA_MAX_STEPS", 1, 1_000_000).orElse(DEFAULT_STEPS),
				settings.number("AURA_MAX_TOKENS", 1, Long.MAX_VALUE), settings.amount("AURA_MAX_USD"),
				settings.seconds("AURA_MAX_SECONDS"));
	}

	/** This budget, but for what a run wants for itself. */
	public Budget but(AgentEvent.Configured own) {
		Integer ownSteps = own.maxSteps();
		Long ownTokens = own.maxTokens();
		return new Budget((ownSteps == null) ? this.steps : ownSteps,
				(ownTokens == null) ? this.tokens : OptionalLong.of(ownTokens),
				Optional.<BigDecimal>ofNullable(own.maxUsd()).or(this::usd),
				Optional.ofNullable(own.maxSeconds()).map(Duration::ofSeconds).or(this::time));
	}

	/**
	 * The budget that allows no further step, of those that can be read off the state.
	 */
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
	 * @param of the run that it is set for, when that is another
	 */
	public record Limit(String variable, BigDecimal value, @Nullable String of) {

		public Limit(String variable, long value) {
			this(variable, BigDecimal.valueOf(value), null);
		}

	}

}
