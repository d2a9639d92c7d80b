package dev.aura.api.fs;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A text to write.
 *
 * @param path where, relative to the workspace
 * @param content the text, stored as UTF-8
 * @param mode what to do when the file exists; {@link WriteMode#OVERWRITE} when absent
 */
public record WriteRequest(String path, String content, @Nullable WriteMode mode) {

	public WriteRequest {
		Required.field(path, "path");
		Required.field(content, "content");
	}

}
