package dev.aura.api.memory;

import java.util.Map;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder of the workspace to take in.
 *
 * @param path relative to the workspace; of a folder all files below it
 * @param namespace {@code default} when absent
 * @param metadata of every chunk; a chunk of a PDF also has its {@code page}
 * @param importance of every chunk, 0 to 1
 */
public record IngestRequest(String path, @Nullable String namespace, @Nullable Map<String, Object> metadata,
		@Nullable Double importance) {

	public IngestRequest {
		Required.field(path, "path");
	}

}
