package dev.aura.kernel.budget;

import java.util.Optional;

/**
 * An amount of all that a run spends.
 *
 * @param calls of the model
 * @param tokens input and output together
 * @param nanoUsd billionths of a US dollar, so that sums are exact
 */
public record Spend(long calls, long tokens, long nanoUsd) {

	/** Nothing. */
	public static final Spend NOTHING = new Spend(0, 0, 0);

	/** As a limit: none. */
	public static final long UNLIMITED = Long.MAX_VALUE;

	public Spend plus(Spend other) {
		return new Spend(sum(this.calls, other.calls), sum(this.tokens, other.tokens),
				sum(this.nanoUsd, other.nanoUsd));
	}

	Spend minus(Spend other) {
		return new Spend(this.calls - other.calls, this.tokens - other.tokens, this.nanoUsd - other.nanoUsd);
	}

	/** What is left of this limit; no limit stays none. */
	Spend less(Spend used) {
		return new Spend(left(this.calls, used.calls), left(this.tokens, used.tokens),
				left(this.nanoUsd, used.nanoUsd));
	}

	/** The first kind of which there is nothing. */
	Optional<Kind> used() {
		return (this.calls <= 0) ? Optional.of(Kind.CALLS) : (this.tokens <= 0) ? Optional.of(Kind.TOKENS)
				: (this.nanoUsd <= 0) ? Optional.of(Kind.MONEY) : Optional.empty();
	}

	private static long sum(long one, long other) {
		long sum = one + other;
		return (sum < 0) ? UNLIMITED : sum;
	}

	private static long left(long limit, long used) {
		return (limit == UNLIMITED) ? UNLIMITED : limit - used;
	}

	/** What can run out. */
	public enum Kind {

		CALLS, TOKENS, MONEY

	}

}
