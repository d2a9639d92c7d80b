package dev.aura.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the runs that were under way at a kind of kill. */
final class KillTally {

	private static final String FORMAT = "%-24s %-7s %6s %6s %8s %8s %8s %8s %8s %8s %6s%n";

	private final Map<String, KillTally> parts = new TreeMap<>();

	private int runs;

	private int right;

	private int effects;

	private int once;

	private int unknownDone;

	private int unknownNotDone;

	private int doubled;

	private int lost;

	private int paidTwice;

	/** Takes a verdict in, under a place and a victim. */
	synchronized void add(Killed killed, Verdict verdict) {
		String row = "%-24s %-7s".formatted(killed.place(), killed.victim());
		this.parts.computeIfAbsent(row, (name) -> new KillTally()).add(verdict);
		add(verdict);
	}

	private void add(Verdict verdict) {
		this.runs++;
		this.right += verdict.right() ? 1 : 0;
		this.paidTwice += verdict.paidTwice();
		verdict.effects().forEach((effect, count) -> {
			boolean unknown = verdict.unknown().contains(effect);
			this.effects++;
			this.once += (count == 1 && !unknown) ? 1 : 0;
			this.unknownDone += (count == 1 && unknown) ? 1 : 0;
			this.unknownNotDone += (count == 0 && unknown) ? 1 : 0;
			this.doubled += (count > 1) ? 1 : 0;
			this.lost += (count == 0 && !unknown) ? 1 : 0;
		});
	}

	synchronized int runs() {
		return this.runs;
	}

	/** The matrix, with its sum. */
	synchronized String text() {
		StringBuilder text = new StringBuilder(FORMAT.formatted("killed at", "victim", "runs", "right", "effects",
				"once", "unknown:", "unknown:", "doubled", "lost", "paid"));
		text.append(FORMAT.formatted("", "", "", "", "", "", "done", "not done", "", "", "twice"));
		this.parts.forEach((row, part) -> text.append(row).append(part.columns()));
		return text.append("%-24s %-7s".formatted("all", "")).append(columns()).toString();
	}

	private String columns() {
		List<Object> columns = new ArrayList<>(List.of(this.runs, this.right, this.effects, this.once, this.unknownDone,
				this.unknownNotDone, this.doubled, this.lost, this.paidTwice));
		return " %6s %6s %8s %8s %8s %8s %8s %8s %6s%n".formatted(columns.toArray());
	}

	/**
	 * One run as it was found afterwards.
	 *
	 * @param right whether it ended by itself with the right answer
	 * @param effects how often each was made
	 * @param unknown those that the model was told are unknown
	 * @param paidTwice requests to the model for answers that the journal had
	 * @param words what else there is to say
	 */
	record Verdict(boolean right, Map<String, Long> effects, List<String> unknown, int paidTwice, String words) {

		/** Whether nothing is wrong. */
		boolean isGood() {
			return this.right && this.paidTwice == 0
					&& this.effects.entrySet()
						.stream()
						.allMatch((effect) -> effect.getValue() == 1
								|| (effect.getValue() == 0 && this.unknown.contains(effect.getKey())));
		}

	}

}
