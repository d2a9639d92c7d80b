package dev.aura.kernel.serve;

import java.math.BigDecimal;

import dev.aura.api.ProblemType;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one run may use; absent members are left to the server's settings.
 *
 * @param steps calls of the model
 * @param tokens input and output together
 * @param seconds of wall-clock time
 * @param usd dollars
 */
record BudgetRequest(@Schema(description = "Calls of the model.") @Nullable Integer steps,
		@Schema(description = "Tokens, input and output together.") @Nullable Long tokens,
		@Schema(description = "Wall-clock seconds.") @Nullable Long seconds,
		@Schema(description = "US dollars.") @Nullable BigDecimal usd) {

	/** Nothing is asked for. */
	static final BudgetRequest NONE = new BudgetRequest(null, null, null, null);

	BudgetRequest {
		require(steps == null || (steps >= 1 && steps <= 1_000_000), "steps", steps, "1 to 1000000");
		require(tokens == null || tokens >= 1, "tokens", tokens, "1 or more");
		require(seconds == null || (seconds >= 1 && seconds <= 31_622_400), "seconds", seconds, "1 to 31622400");
		require(usd == null || (usd.signum() > 0 && usd.compareTo(BigDecimal.valueOf(1_000_000)) <= 0), "usd", usd,
				"above 0 and at most 1000000");
	}

	private static void require(boolean condition, String name, @Nullable Object value, String expected) {
		if (!condition) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE,
					"budget.%s: %s (expected: %s)".formatted(name, value, expected));
		}
	}

}
