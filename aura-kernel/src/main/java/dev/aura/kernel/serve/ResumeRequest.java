package dev.aura.kernel.serve;

import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.schedule.Priority;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to go on; absent members stay as they were.
 *
 * @param priority of the run
 * @param model its name
 * @param approve when a person must say yes
 * @param budget of the whole run, what was used included
 */
record ResumeRequest(@Nullable Priority priority, @Nullable String model, @Nullable ApproveMode approve,
		@Nullable BudgetRequest budget) {

	/** As it was. */
	static final ResumeRequest AS_IT_WAS = new ResumeRequest(null, null, null, null);

}
