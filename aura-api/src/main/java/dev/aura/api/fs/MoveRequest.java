package dev.aura.api.fs;

import dev.aura.api.Required;

/**
 * A file or folder to move.
 *
 * @param source relative to the workspace
 * @param destination relative to the workspace
 */
public record MoveRequest(String source, String destination) {

	public MoveRequest {
		Required.field(source, "source");
		Required.field(destination, "destination");
	}

}
