package dev.aura.api.fs;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A replacement in a text file.
 *
 * @param path relative to the workspace
 * @param oldText the text to replace, not empty
 * @param newText the text that takes its place
 * @param replaceAll whether every occurrence is meant; false when absent
 */
public record EditRequest(String path, String oldText, String newText, @Nullable Boolean replaceAll) {

	public EditRequest {
		Required.field(path, "path");
		Required.field(oldText, "oldText");
		Required.field(newText, "newText");
	}

}
