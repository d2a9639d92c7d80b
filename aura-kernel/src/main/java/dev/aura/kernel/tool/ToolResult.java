package dev.aura.kernel.tool;

/** What became of a tool call; in every case there is a text for the model. */
public sealed interface ToolResult {

	/** What the model reads. */
	String text();

	/** The peripheral did it. */
	record Done(String text) implements ToolResult {
	}

	/** It was not done; the text says why and what to do. */
	record Failed(String text) implements ToolResult {
	}

	/** It may have been done or not, and nobody can tell. */
	record Unknown(String text) implements ToolResult {
	}

	/** The bus is not there. */
	record BusGone(String text) implements ToolResult {
	}

}
