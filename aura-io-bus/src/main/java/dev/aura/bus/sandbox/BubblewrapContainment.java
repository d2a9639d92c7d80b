package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running bubblewrap.
 *
 * @param process bubblewrap itself, outside of its namespaces; at first the shell that
 * launches it
 * @param ownership makes the workspace the program's; absent where it is already
 */
record BubblewrapContainment(Process process, Cgroup group, @Nullable Ownership ownership,
		Supervisor supervisor) implements Containment {

	private static final Logger log = LoggerFactory.getLogger(BubblewrapContainment.class);

	/** How long the kernel may take to end the processes of a program. */
	private static final Duration DEATH = Duration.ofSeconds(2);

	@Override
	public void admit() throws IOException, InterruptedException {
		if (this.ownership != null) {
			this.ownership.handOver();
		}
	}

	/**
	 * Kills the first process of the PID namespace, with which the kernel kills all
	 * others; bubblewrap, its parent, ends when it is gone. Before there is one this
	 * kills what the launching shell started, until there is: killed itself at the wrong
	 * moment, bubblewrap would leave its child waiting for it forever.
	 */
	@Override
	public void kill() {
		long deadline = System.nanoTime() + DEATH.toNanos();
		while (this.process.isAlive() && System.nanoTime() < deadline) {
			children().forEach(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(500_000);
		}
		if (this.process.isAlive()) {
			Supervisor.kill(this.process);
		}
	}

	/** The kernel knows them at once; Java would look at every process of the machine. */
	private Stream<ProcessHandle> children() {
		String pid = Long.toString(this.process.pid());
		try {
			String list = Files.readString(Path.of("/proc", pid, "task", pid, "children")).strip();
			return list.isEmpty() ? Stream.empty()
					: Stream.of(list.split(" ")).map(Long::valueOf).map(ProcessHandle::of).flatMap(Optional::stream);
		}
		catch (IOException ex) {
			return this.process.children();
		}
	}

	/**
	 * Signals the process group that the first process leads. It does so in vain for the
	 * first process itself, which the kernel protects.
	 */
	@Override
	public void interrupt() {
		children().findFirst().ifPresent((first) -> {
			try {
				this.supervisor.run(
						BubblewrapTools.builder(
								List.of("/bin/sh", "-c", "kill -s INT -- \"-$1\"", "sh", Long.toString(first.pid()))),
						new byte[0], DEATH, () -> false, Supervisor::kill);
			}
			catch (IOException ex) {
				log.warn("A program could not be interrupted", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	@Override
	public @Nullable Limit exceeded() throws IOException {
		return this.group.exceeded();
	}

	@Override
	public Duration cpuTime() throws IOException {
		return this.group.cpuTime();
	}

	@Override
	public void release() {
		this.group.close();
	}

}
