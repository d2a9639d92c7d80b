package dev.aura.api.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page.
 *
 * @param url after redirects
 * @param title of the page; empty when it has none
 * @param markdown the characters asked for
 * @param totalCharacters of the whole markdown
 * @param nextOffset the {@code offset} of the next part; absent on the last one
 */
public record FetchResult(String url, String title, String markdown, int totalCharacters,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer nextOffset) {
}
