package dev.aura.kernel.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a model.
 *
 * @param input US dollars for a million tokens read; not known when absent
 * @param output US dollars for a million tokens written; not known when absent
 * @param contextTokens the most it can read and write in one call; not known when absent
 * @param maxOutputTokens the most it writes in one call; not known when absent
 * @param asOf the day on which this held
 */
public record ModelFacts(@Nullable BigDecimal input, @Nullable BigDecimal output, @Nullable Integer contextTokens,
		@Nullable Integer maxOutputTokens, @Nullable String asOf) {

	/** Nothing is known. */
	public static final ModelFacts UNKNOWN = new ModelFacts(null, null, null, null, null);

	/** Dollars for a million tokens are thousands of nanodollars for one. */
	private static final BigDecimal NANO_PER_TOKEN = BigDecimal.valueOf(1000);

	public ModelFacts {
		requireNotNegative("input", input);
		requireNotNegative("output", output);
		if ((input == null) != (output == null)) {
			throw new IllegalArgumentException("%s: absent (expected: input and output, or neither)"
				.formatted((input == null) ? "input" : "output"));
		}
		requirePositive("contextTokens", contextTokens);
		requirePositive("maxOutputTokens", maxOutputTokens);
	}

	/** What so many tokens cost, rounded up; nothing when the price is not known. */
	public Optional<Long> nanoUsd(long inputTokens, long outputTokens) {
		if (this.input == null || this.output == null) {
			return Optional.empty();
		}
		return Optional.of(this.input.multiply(BigDecimal.valueOf(inputTokens))
			.add(this.output.multiply(BigDecimal.valueOf(outputTokens)))
			.multiply(NANO_PER_TOKEN)
			.setScale(0, RoundingMode.CEILING)
			.longValue());
	}

	/** These facts, and those of another where nothing is known here. */
	ModelFacts or(ModelFacts other) {
		boolean priced = this.input != null;
		return new ModelFacts(priced ? this.input : other.input, priced ? this.output : other.output,
				(this.contextTokens != null) ? this.contextTokens : other.contextTokens,
				(this.maxOutputTokens != null) ? this.maxOutputTokens : other.maxOutputTokens,
				(this.asOf != null) ? this.asOf : other.asOf);
	}

	private static void requireNotNegative(String name, @Nullable BigDecimal price) {
		if (price != null && (price.signum() < 0 || price.compareTo(BigDecimal.valueOf(1_000_000)) > 0)) {
			throw new IllegalArgumentException(name + ": " + price + " (expected: dollars for a million tokens)");
		}
	}

	private static void requirePositive(String name, @Nullable Integer tokens) {
		if (tokens != null && tokens <= 0) {
			throw new IllegalArgumentException(name + ": " + tokens + " (expected: a number of tokens)");
		}
	}

}
