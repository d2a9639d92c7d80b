package dev.aura.kernel.serve;

import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.schedule.Priority;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task to carry out.
 *
 * @param task what to do
 * @param priority interactive when absent
 * @param model its name; the server's when absent
 * @param approve when a person must say yes; AURA_APPROVE when absent
 * @param budget over the server's settings
 * @param parent the run that this one is to be a part of
 */
record RunRequest(
		@Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "What to do.") @Nullable String task,
		@Schema(description = "Batch runs wait for interactive ones; interactive when absent.") @Nullable Priority priority,
		@Schema(description = "Name of the model; the server's when absent.") @Nullable String model,
		@Schema(description = "When a person must say yes; AURA_APPROVE when absent.") @Nullable ApproveMode approve,
		@Schema(description = "What the run may use; the server's settings where absent.") @Nullable BudgetRequest budget,
		@Schema(description = "A run under way here that this one is to be a part of: it spends from that one's budget too, and ends with it.") @Nullable String parent) {

	/** What an Idempotency-Key stands for, the same as in versions without parents. */
	String asked() {
		return toString().replace(", parent=null]", "]");
	}

}
