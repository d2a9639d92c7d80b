package dev.aura.kernel.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.aura.kernel.run.Run;

/**
 * Stops a run when the process is told to end, by Ctrl-C or otherwise, and waits for the
 * run to write its last words.
 */
final class InterruptHook {

	private static final long PATIENCE_SECONDS = 3;

	private final Run run;

	private final Terminal terminal;

	private final Thread hook = new Thread(this::interrupt, "interrupt");

	private final CountDownLatch ended = new CountDownLatch(1);

	InterruptHook(Run run, Terminal terminal) {
		this.run = run;
		this.terminal = terminal;
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	private void interrupt() {
		this.run.cancel();
		try {
			if (!this.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.terminal.err().println("the run did not stop in time; it is ended as it is");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// A signal's own status would be 143 for SIGTERM; callers rely on 130.
		Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
	}

	/** The run ended. */
	void remove() {
		this.ended.countDown();
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The process is ending: the hook is under way and ends it.
		}
	}

}
