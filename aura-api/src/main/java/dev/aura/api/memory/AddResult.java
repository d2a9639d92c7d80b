package dev.aura.api.memory;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What was remembered.
 *
 * @param ids one opaque id per chunk, in the order of the text
 * @param chunks how many
 * @param known those of the ids that were there before; nothing was added for them
 */
public record AddResult(List<String> ids, int chunks, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> known) {

	public AddResult {
		known = (known != null) ? List.copyOf(known) : List.of();
	}

	/** What was remembered, all of it new. */
	public AddResult(List<String> ids, int chunks) {
		this(ids, chunks, List.of());
	}

}
