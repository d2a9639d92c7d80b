package dev.aura.bench;

import java.util.Locale;

/**
 * Prints results as they come, as a Markdown table on stdout; progress goes to stderr.
 */
final class Table {

	Table() {
		System.out.println("| what | n | p50 ms | p99 ms | per second | beside it | ratio of p50 |");
		System.out.println("|---|---:|---:|---:|---:|---|---:|");
	}

	/** A row that stands for itself. */
	void row(String what, Samples samples) {
		System.out.printf(Locale.ROOT, "| %s | %d | %.3f | %.3f | %.1f | | |%n", what, samples.sorted().length,
				samples.p50(), samples.p99(), samples.perSecond());
	}

	/** A row beside what it is compared with, measured in the same run. */
	void row(String what, Samples samples, String beside, Samples other) {
		System.out.printf(Locale.ROOT, "| %s | %d | %.3f | %.3f | %.1f | %s: %.3f ms | %.2f |%n", what,
				samples.sorted().length, samples.p50(), samples.p99(), samples.perSecond(), beside, other.p50(),
				samples.p50() / other.p50());
	}

	/** A line that says why there is no row. */
	void note(String words) {
		System.out.println("| " + words + " | | | | | | |");
	}

	/** Tells the person what is going on. */
	static void progress(String words) {
		System.err.println("bench: " + words);
	}

}
