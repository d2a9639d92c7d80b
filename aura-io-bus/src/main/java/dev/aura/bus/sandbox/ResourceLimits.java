package dev.aura.bus.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The kernel's limits on each process of a program, as options of prlimit. */
final class ResourceLimits {

	private ResourceLimits() {
	}

	/**
	 * Limits that mean the same everywhere.
	 */
	static List<String> of(Language language, ProgramLimits limits) {
		List<String> options = new ArrayList<>(
				List.of("--core=0", "--nofile=" + limits.openFiles(), "--fsize=" + limits.fileSize().toBytes(),
						"--cpu=" + cpu(limits.cpuTime().toSeconds()), "--data=" + limits.memory().toBytes()));
		if (!language.reservesMemory()) {
			// Twice, because code and files that are mapped count here too.
			options.add("--as=" + 2 * limits.memory().toBytes());
		}
		return options;
	}

	/**
	 * At the first limit comes a signal that says why, at the second one that cannot be
	 * ignored. Were they one, only the second would come.
	 */
	private static String cpu(long seconds) {
		return seconds + ":" + (seconds + 1);
	}

	/**
	 * The limit on processes and threads. Only inside a user namespace: outside, the
	 * kernel counts all that the user runs.
	 */
	static String processes(ProgramLimits limits) {
		return "--nproc=" + limits.processes();
	}

}
