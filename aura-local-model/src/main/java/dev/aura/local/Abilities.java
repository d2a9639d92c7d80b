package dev.aura.local;

import java.util.List;

/**
 * What a model can be expected to do, which decides how it is asked. The code path is the
 * same for all.
 *
 * @param compact whether a long prompt confuses it: it is then told little, and shown by
 * examples
 * @param tools that it is offered, by name; empty for all
 * @param optionalArguments whether it is offered arguments that a call can do without
 * @param examples how many tasks that were done it is shown
 * @param longestText the most characters of a text that it writes into an argument; a
 * tiny model repeats itself beyond. 0 for any
 * @param heldToCopies whether it slips when it copies, and has to be held to the words
 * @param thinks whether it writes its thoughts before it answers
 * @param resultCharacters how much of a tool's result it can make use of
 * @param answerTokens the most that it writes in one turn
 */
public record Abilities(boolean compact, List<String> tools, boolean optionalArguments, int examples, int longestText,
		boolean heldToCopies, boolean thinks, int resultCharacters, int answerTokens) {

	/** A model behind a server, of which nothing speaks against asking it everything. */
	public static final Abilities FULL = new Abilities(false, List.of(), true, 0, 0, false, false, Integer.MAX_VALUE,
			Integer.MAX_VALUE);

	private static final long SMALL = 600_000_000;

	private static final List<String> FEW = List.of("write_file", "read_file", "edit_file", "list_files",
			"execute_code", "remember", "recall");

	public Abilities {
		tools = List.copyOf(tools);
	}

	/** By the size and the template of its weights: of a file, nothing else is known. */
	static Abilities of(long bytes, String template) {
		boolean thinks = template.contains("<think>");
		return (bytes < SMALL) ? new Abilities(true, FEW, false, 3, 240, true, thinks, 600, thinks ? 1_024 : 512)
				: new Abilities(true, List.of(), true, 3, 0, false, thinks, 3_000, thinks ? 2_048 : 1_024);
	}

	boolean offers(String tool) {
		return this.tools.isEmpty() || this.tools.contains(tool);
	}

}
