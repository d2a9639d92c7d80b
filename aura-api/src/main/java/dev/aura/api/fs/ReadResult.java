package dev.aura.api.fs;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A page of a text file.
 *
 * @param path relative to the workspace
 * @param content the lines asked for, each with its line ending; a line that is too long
 * for a page is cut and has none
 * @param size of the whole file in bytes
 * @param totalLines of the whole file
 * @param truncated whether there is more of the file after this page, lines or the rest
 * of a line that was cut
 * @param nextOffset the {@code offset} of the next page; absent on the last one
 */
public record ReadResult(String path, String content, long size, long totalLines, boolean truncated,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long nextOffset) {
}
