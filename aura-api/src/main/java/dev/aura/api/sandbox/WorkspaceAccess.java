package dev.aura.api.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a program may do to the workspace. */
public enum WorkspaceAccess {

	/** Reads it; whatever it writes there fails. */
	@JsonProperty("read-only")
	READ_ONLY,
	/** Reads and changes it. */
	@JsonProperty("read-write")
	READ_WRITE

}
