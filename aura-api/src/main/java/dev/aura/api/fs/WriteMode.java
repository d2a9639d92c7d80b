package dev.aura.api.fs;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a write does when the file exists. */
public enum WriteMode {

	/** Replaces the content. */
	@JsonProperty("overwrite")
	OVERWRITE,
	/** Adds to the end. */
	@JsonProperty("append")
	APPEND,
	/** Refuses: the file must be new. */
	@JsonProperty("create")
	CREATE

}
