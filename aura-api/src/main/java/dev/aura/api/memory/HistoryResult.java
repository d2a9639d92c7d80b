package dev.aura.api.memory;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk says and said before.
 *
 * @param id of the chunk
 * @param versions the present one first
 */
public record HistoryResult(String id, List<Version> versions) {

	/**
	 * One version.
	 *
	 * @param version 1 is what was added
	 * @param text of the chunk
	 * @param source where it came from; absent when it was not given
	 * @param metadata as given
	 * @param createdAt when this version was made
	 * @param supersededAt when the next version took its place; absent in the present one
	 */
	public record Version(int version, String text, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String source,
			Map<String, Object> metadata, Instant createdAt,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant supersededAt) {
	}

}
