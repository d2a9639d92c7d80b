package dev.aura.kernel.approve;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which calls are risky: those that can destroy what is there, run code, reach places
 * that later runs or other programs take instructions from, or send something that the
 * model chose to a host that it chose.
 */
final class Risk {

	private static final Set<String> ALWAYS = Set.of("execute_code", "edit_file", "fetch_page");

	private static final Set<String> HARMLESS = Set.of("read_file", "list_files", "search_files", "recall", "remember",
			"search_web");

	private static final String INSTRUCTIONS = "AGENTS.md";

	private Risk() {
	}

	/**
	 * Whether a call is risky.
	 * @param workspace tells what is there now
	 */
	static boolean of(Target target, Workspace workspace) {
		if (HARMLESS.contains(target.tool())) {
			return false;
		}
		if (ALWAYS.contains(target.tool()) || !"write_file".equals(target.tool())) {
			return true;
		}
		Optional<String> path = target.path();
		return path.isPresent() && (isInstructions(path.get()) || replaces(target, path.get(), workspace));
	}

	/** Hidden files configure programs, and AGENTS.md instructs later runs. */
	private static boolean isInstructions(String path) {
		return Arrays.stream(path.split("/"))
			.anyMatch((part) -> part.startsWith(".") || part.equalsIgnoreCase(INSTRUCTIONS));
	}

	private static boolean replaces(Target target, String path, Workspace workspace) {
		return "overwrite".equals(target.text("mode").orElse("overwrite"))
				&& !(workspace.file(path) instanceof Workspace.File.Absent);
	}

}
