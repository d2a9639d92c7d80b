package dev.aura.local;

import java.util.Set;
import java.util.TreeMap;

/**
 * A rule, in GBNF, of names that begin otherwise than all names that were spoken of.
 * Whoever begins one of those goes on with it: a tiny model that may go on as it likes
 * makes {@code README.md} out of README.
 */
final class NewNames {

	/** Characters within which a new name has to part from each of the others. */
	private static final int PARTING = 3;

	/** The first character that is not ASCII. */
	private static final int BEYOND = 0x80;

	private final TreeMap<Integer, NewNames> next = new TreeMap<>();

	private NewNames() {
	}

	/**
	 * The right side of the rule.
	 * @param names at least one
	 * @param rest name of the rule for what comes after the place where they part
	 */
	static String apartFrom(Set<String> names, String rest) {
		NewNames root = new NewNames();
		names.forEach((name) -> root.add(name, 0));
		return root.parting(rest, PARTING);
	}

	/** Upper and lower case count as the same, and so do all letters beyond ASCII. */
	private void add(String name, int from) {
		if (from < name.length()) {
			int character = name.codePointAt(from);
			this.next.computeIfAbsent(Math.min(BEYOND, Character.toLowerCase(character)), (any) -> new NewNames())
				.add(name, from + Character.charCount(character));
		}
	}

	private String parting(String rest, int within) {
		StringBuilder others = new StringBuilder("[^\"\\\\\\x00-\\x1F\\x7F");
		StringBuilder further = new StringBuilder();
		this.next.forEach((character, node) -> {
			String same = (character == BEYOND) ? code(BEYOND) + "-" + code(Character.MAX_CODE_POINT)
					: code(character) + code(Character.toUpperCase(character));
			others.append(same);
			if (within > 1 && !node.next.isEmpty()) {
				further.append(" | [").append(same).append("] (").append(node.parting(rest, within - 1)).append(")");
			}
		});
		return others + "] " + rest + further;
	}

	private static String code(int character) {
		return "\\U%08X".formatted(character);
	}

}
