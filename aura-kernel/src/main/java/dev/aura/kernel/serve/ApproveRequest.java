package dev.aura.kernel.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A person's answer to what a run waits for.
 *
 * @param decision allow or deny
 * @param call the one that is meant; all that wait when absent
 * @param forRun whether the tools of these calls are allowed for the rest of the run
 * @param reason told to the model when denied
 */
record ApproveRequest(
		@Schema(requiredMode = Schema.RequiredMode.REQUIRED,
				description = "Whether the calls may be made.") @Nullable Answer decision,
		@Schema(description = "The call that is meant; all that wait when absent.") @Nullable Integer call,
		@Schema(description = "Whether this also holds for further calls of the tool in this run.") @Nullable Boolean forRun,
		@Schema(description = "Told to the model when denied.") @Nullable String reason) {

	/** What a person can say. */
	enum Answer {

		@JsonProperty("allow")
		ALLOW, @JsonProperty("deny")
		DENY

	}

}
