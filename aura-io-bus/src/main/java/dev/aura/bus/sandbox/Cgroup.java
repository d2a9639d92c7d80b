package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group of one program, in which the kernel counts and limits all of its
 * processes together. Closing it kills what is left in it.
 *
 * @param folders where it lies: one folder with cgroup v2, one for each controller with
 * v1, none where no groups can be made
 */
record Cgroup(List<Path> folders) implements AutoCloseable {

	/** No group at all. */
	static final Cgroup NONE = new Cgroup(List.of());

	private static final Logger log = LoggerFactory.getLogger(Cgroup.class);

	private static final String PROCESSES = "cgroup.procs";

	/** There with v1 only. */
	private static final String THREADS = "tasks";

	private static final String MAX_PROCESSES = "pids.max";

	/** How long the kernel may take to end processes and let go of the group. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	/** Makes it below each of the parents. */
	static Cgroup make(List<Path> parents, String name) throws IOException {
		List<Path> folders = new ArrayList<>();
		try {
			for (Path parent : parents) {
				folders.add(Files.createDirectory(parent.resolve(name)));
			}
			return new Cgroup(folders);
		}
		catch (IOException ex) {
			new Cgroup(folders).close();
			throw ex;
		}
	}

	/**
	 * Sets its limits. Whatever version the kernel has, it has only the files of that
	 * one.
	 */
	void limit(long memory, int processes) throws IOException {
		set("memory.limit_in_bytes", Long.toString(memory));
		set("memory.memsw.limit_in_bytes", Long.toString(memory));
		set("memory.max", Long.toString(memory));
		set("memory.swap.max", "0");
		set(MAX_PROCESSES, Integer.toString(processes));
	}

	private void set(String file, String value) throws IOException {
		for (Path folder : this.folders) {
			if (Files.exists(folder.resolve(file))) {
				Files.writeString(folder.resolve(file), value, StandardOpenOption.WRITE);
			}
		}
	}

	/**
	 * The files that a process of one thread writes 0 to, so as to be in the group. In v1
	 * that of threads, for which the kernel need not stop all other processes of the
	 * machine from starting and ending, and so not wait some milliseconds until it may.
	 */
	List<Path> entrances() {
		return this.folders.stream()
			.map((folder) -> Files.exists(folder.resolve(THREADS)) ? folder.resolve(THREADS)
					: folder.resolve(PROCESSES))
			.toList();
	}

	/** The limit that the program ran into, as far as the kernel counted. */
	@Nullable Limit exceeded() throws IOException {
		if (counted("memory.events", "oom_kill") || counted("memory.oom_control", "oom_kill")) {
			return Limit.MEMORY;
		}
		return counted("pids.events", "max") ? Limit.PROCESSES : null;
	}

	/**
	 * Processor time of all that ran in it; nothing where the kernel does not count it.
	 */
	Duration cpuTime() throws IOException {
		for (Path folder : this.folders) {
			Path nanoseconds = folder.resolve("cpuacct.usage");
			if (Files.exists(nanoseconds)) {
				return Duration.ofNanos(Long.parseLong(Files.readString(nanoseconds).strip()));
			}
			Path all = folder.resolve("cpu.stat");
			if (Files.exists(all)) {
				return Duration.of(field(all, "usage_usec"), ChronoUnit.MICROS);
			}
		}
		return Duration.ZERO;
	}

	private static long field(Path file, String name) throws IOException {
		return Files.readAllLines(file)
			.stream()
			.filter((line) -> line.startsWith(name + " "))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length() + 1)))
			.findFirst()
			.orElse(0);
	}

	private boolean counted(String file, String event) throws IOException {
		for (Path folder : this.folders) {
			Path events = folder.resolve(file);
			if (Files.exists(events) && Files.readAllLines(events)
				.stream()
				.anyMatch((line) -> line.startsWith(event + " ") && !line.equals(event + " 0"))) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void close() {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!gone()) {
			if (System.nanoTime() > deadline) {
				log.warn("A control group of a program stays behind until the next boot: {}", this.folders);
				return;
			}
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** Removes it, which succeeds only once nothing runs in it. */
	private boolean gone() {
		try {
			for (Path folder : this.folders) {
				kill(folder);
				Files.deleteIfExists(folder);
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Kills all at once where the kernel can, and else one after the other, while nothing
	 * new can be started.
	 */
	private static void kill(Path folder) throws IOException {
		List<String> alive;
		try {
			alive = Files.readAllLines(folder.resolve(PROCESSES));
		}
		catch (NoSuchFileException ex) {
			return;
		}
		if (alive.isEmpty()) {
			return;
		}
		write(folder.resolve("cgroup.kill"), "1");
		write(folder.resolve(MAX_PROCESSES), "0");
		alive.forEach((pid) -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
	}

	private static void write(Path file, String value) throws IOException {
		if (Files.exists(file)) {
			Files.writeString(file, value, StandardOpenOption.WRITE);
		}
	}

}
