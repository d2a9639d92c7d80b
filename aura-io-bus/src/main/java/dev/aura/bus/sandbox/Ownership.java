package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Makes what {@code /fs} and root wrote into the workspace the property of the user that
 * programs run as, so that they can edit it. That takes longer than many a program, so it
 * is done when something may have come; by a shell, at every line that it reads, since to
 * start one each time would take longer still.
 */
final class Ownership {

	/** Symbolic links are neither followed nor crossed. */
	private static final String HAND_OVER = """
			while read -r line; do chown -hRP --from=0 -- "$1" "$2" 2>/dev/null; echo; done
			""";

	private final Path workspace;

	private final SandboxUser user;

	private final Launcher launcher;

	private final ReentrantLock lock = new ReentrantLock();

	private final FolderChanges changes;

	private @Nullable Process shell;

	Ownership(Path workspace, SandboxUser user, Launcher launcher) {
		this.workspace = workspace;
		this.user = user;
		this.launcher = launcher;
		this.changes = new FolderChanges(workspace);
	}

	/** Returns when everything that was there belongs to the user. */
	void handOver() throws IOException, InterruptedException {
		this.lock.lockInterruptibly();
		boolean done = false;
		try {
			if (this.changes.any()) {
				changeOwners();
			}
			done = true;
		}
		finally {
			if (!done) {
				startAnew();
			}
			this.lock.unlock();
		}
	}

	private void changeOwners() throws IOException, InterruptedException {
		Process running = running();
		running.getOutputStream().write('\n');
		running.getOutputStream().flush();
		if (running.getInputStream().read() < 0) {
			throw new IOException("The shell that changes owners ended");
		}
	}

	/** Whatever it was that failed: what was seen to come is not the user's yet. */
	private void startAnew() {
		this.changes.forget();
		Process broken = this.shell;
		this.shell = null;
		if (broken != null) {
			broken.destroyForcibly();
		}
	}

	private Process running() throws IOException, InterruptedException {
		Process running = this.shell;
		if (running == null || !running.isAlive()) {
			running = this.launcher.start(BubblewrapTools
				.builder(List.of("/bin/sh", "-c", HAND_OVER, "sh", this.user.owner(), this.workspace.toString())));
			this.shell = running;
		}
		return running;
	}

}
