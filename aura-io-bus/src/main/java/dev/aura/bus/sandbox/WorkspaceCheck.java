package dev.aura.bus.sandbox;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Refuses a workspace that programs must not be given. */
final class WorkspaceCheck {

	private static final Set<String> SYSTEM = Set.of("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc",
			"sbin", "sys", "usr");

	/** Folders whose contents belong to many. */
	private static final Set<String> SHARED = Set.of("home", "media", "mnt", "opt", "root", "run", "srv", "tmp", "var");

	private WorkspaceCheck() {
	}

	/**
	 * Why programs must not be given this folder.
	 * @param workspace its real path
	 * @param home the real path of the bus's own state
	 * @param changesOwner whether giving it means changing the owner of what is in it
	 */
	static Optional<String> objection(Path workspace, Path home, boolean changesOwner) {
		if (home.startsWith(workspace)) {
			return Optional.of("aura.home lies inside aura.workspace, so that programs could read the bus's token "
					+ "(expected: AURA_HOME outside AURA_WORKSPACE)");
		}
		if (changesOwner && belongsToTheSystem(workspace)) {
			return Optional.of("the bus runs as root and would give the whole workspace to an unprivileged user, but "
					+ "the workspace is a folder of the system (expected: AURA_WORKSPACE naming a folder of its own, "
					+ "or a bus that does not run as root)");
		}
		return Optional.empty();
	}

	private static boolean belongsToTheSystem(Path workspace) {
		if (workspace.getNameCount() == 0 || workspace.equals(Path.of(System.getProperty("user.home")))) {
			return true;
		}
		String top = workspace.getName(0).toString();
		return SYSTEM.contains(top) || (workspace.getNameCount() == 1 && SHARED.contains(top));
	}

}
