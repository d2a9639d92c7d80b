package dev.aura.kernel.cli;

import java.util.Map;

/**
 * Ends the kernel with the program that started it, named by {@code AURA_PARENT_PID},
 * also when that one is killed.
 */
final class ParentProcess {

	private ParentProcess() {
	}

	static void watch(Map<String, String> environment) {
		String pid = environment.get("AURA_PARENT_PID");
		if (pid == null || pid.isEmpty()) {
			return;
		}
		try {
			ProcessHandle.of(Long.parseLong(pid))
				.ifPresentOrElse((parent) -> parent.onExit().thenRun(ParentProcess::end), ParentProcess::end);
		}
		catch (NumberFormatException ex) {
			System.err.println("aura: AURA_PARENT_PID: " + Terminal.harmless(pid) + " (expected: a process number)");
			System.exit(ExitStatus.USAGE);
		}
	}

	private static void end() {
		System.exit(ExitStatus.INTERRUPTED);
	}

}
