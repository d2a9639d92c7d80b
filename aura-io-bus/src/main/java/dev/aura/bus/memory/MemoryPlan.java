package dev.aura.bus.memory;

import dev.aura.bus.ledger.CurrentEffect;

/** What a call under a key is about to do, as the ledger keeps it. */
sealed interface MemoryPlan {

	/** As text. */
	String text();

	/** On disk when it returns. */
	default void announce() {
		CurrentEffect.plan(text());
	}

	/** Reads what was announced. */
	static MemoryPlan read(String text) {
		String[] words = text.split(" ");
		return switch (words[0]) {
			case "add" -> new Add();
			case "correct" -> new Correct(Long.parseLong(words[1]), Integer.parseInt(words[2]));
			case "delete" -> new Delete(Long.parseLong(words[1]));
			default -> throw new IllegalArgumentException(text);
		};
	}

	/** To keep a text. */
	record Add() implements MemoryPlan {

		@Override
		public String text() {
			return "add";
		}

	}

	/**
	 * To correct an entry.
	 *
	 * @param version that is superseded
	 */
	record Correct(long id, int version) implements MemoryPlan {

		@Override
		public String text() {
			return "correct " + this.id + " " + this.version;
		}

	}

	/** To delete an entry that is there. */
	record Delete(long id) implements MemoryPlan {

		@Override
		public String text() {
			return "delete " + this.id;
		}

	}

}
