package dev.aura.api.fs;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a folder holds, sorted by path.
 *
 * @param entries files, folders and other things
 * @param truncated whether entries were left out because there were too many
 */
public record ListResult(List<Entry> entries, boolean truncated) {

	/**
	 * One thing in a folder.
	 *
	 * @param path relative to the workspace
	 * @param type what it is; symbolic links are not followed
	 * @param size in bytes; 0 for what is not a file
	 * @param modified when it was last changed
	 */
	public record Entry(String path, Type type, long size, Instant modified) {
	}

	/** What an entry is. */
	public enum Type {

		@JsonProperty("file")
		FILE, @JsonProperty("directory")
		DIRECTORY, @JsonProperty("symlink")
		SYMLINK, @JsonProperty("other")
		OTHER

	}

}
