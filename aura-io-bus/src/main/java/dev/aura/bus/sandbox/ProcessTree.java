package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes of one program that runs without a PID namespace: those below its first,
 * those of its session, and those that inherited its mark in their environment. A daemon
 * that leaves all three escapes.
 *
 * @param first the process that was started, a session leader
 * @param mark an environment entry that no other program has
 */
record ProcessTree(ProcessHandle first, String mark) {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** Where {@code /proc/PID/stat} has the session, counted after the name. */
	private static final int SESSION = 3;

	/** Kills until none is left, since they may multiply meanwhile. */
	void kill() {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		List<ProcessHandle> alive = alive();
		while (!alive.isEmpty() && System.nanoTime() < deadline) {
			alive.forEach(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(1_000_000);
			alive = alive();
		}
	}

	private List<ProcessHandle> alive() {
		Stream<ProcessHandle> below = Stream.concat(Stream.of(this.first), this.first.descendants());
		Stream<ProcessHandle> elsewhere = ProcessHandle.allProcesses().filter(this::belongs);
		return Stream.concat(below, elsewhere).distinct().filter(ProcessTree::runs).toList();
	}

	private boolean belongs(ProcessHandle process) {
		String[] stat = stat(process);
		return (stat.length > SESSION && stat[SESSION].equals(Long.toString(this.first.pid())))
				|| ("\0" + read(process, "environ")).contains("\0" + this.mark + "\0");
	}

	/** A zombie is dead; it waits for its parent only. */
	private static boolean runs(ProcessHandle process) {
		String[] stat = stat(process);
		return process.isAlive() && !(stat.length > 0 && stat[0].equals("Z"));
	}

	private static String[] stat(ProcessHandle process) {
		String stat = read(process, "stat");
		return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
	}

	private static String read(ProcessHandle process, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
