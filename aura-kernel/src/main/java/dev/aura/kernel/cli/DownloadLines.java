package dev.aura.kernel.cli;

import java.io.PrintStream;

import dev.aura.local.Notices;

/**
 * Shows how a model is downloaded: a bar on a terminal, a line for every tenth elsewhere.
 */
final class DownloadLines implements Notices {

	private static final int WIDTH = 30;

	private final PrintStream err;

	private final boolean terminal;

	private int shown = -1;

	DownloadLines(PrintStream err, boolean terminal) {
		this.err = err;
		this.terminal = terminal;
	}

	@Override
	public void say(String line) {
		if (this.terminal && this.shown >= 0) {
			this.err.print("\r\033[K");
		}
		this.shown = -1;
		this.err.println("aura: " + Terminal.harmless(line));
	}

	@Override
	public void progress(String what, long done, long of) {
		int percent = (int) Math.min(100, 100 * done / Math.max(1, of));
		int step = this.terminal ? percent : percent / 10;
		if (step != this.shown) {
			this.shown = step;
			show(what, percent, done);
		}
	}

	private void show(String what, int percent, long done) {
		String words = "aura: %s %3d %%, %d MB".formatted(what, percent, done / 1_000_000);
		if (this.terminal) {
			int full = percent * WIDTH / 100;
			this.err.print("\r" + words + " [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]");
			this.err.flush();
		}
		else {
			this.err.println(words);
		}
	}

}
