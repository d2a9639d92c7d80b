package dev.aura.api.sandbox;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A session to begin.
 *
 * @param language {@code python}, {@code bash} or {@code javascript}
 * @param idleSeconds after how long without an execution it ends; the bus's default when
 * absent, capped by the bus
 * @param network what its programs may reach; nothing when absent
 * @param workspace what they may do to the workspace; {@link WorkspaceAccess#READ_WRITE}
 * when absent
 */
public record SessionRequest(String language, @Nullable Double idleSeconds, ExecuteRequest.@Nullable Network network,
		@Nullable WorkspaceAccess workspace) {

	public SessionRequest {
		Required.field(language, "language");
	}

}
