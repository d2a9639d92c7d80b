package dev.aura.bus.sandbox;

import java.io.File;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the system that the bubblewrap tier consists of.
 *
 * @param unshare needed only for a workspace that the user of programs cannot reach
 */
record BubblewrapTools(String bwrap, String sh, String prlimit, String setpriv, String unshare) {

	/** Why the tier cannot work on this machine, as far as installing something helps. */
	static Optional<String> missing() {
		if (Tools.find("bwrap").isEmpty()) {
			return Optional.of("bubblewrap is not installed (apt-get install bubblewrap)");
		}
		for (String name : List.of("prlimit", "setpriv")) {
			if (Tools.find(name).isEmpty()) {
				return Optional.of(name + " is not installed (apt-get install util-linux)");
			}
		}
		for (String name : List.of("bash", "sh", "env", "chown", "sleep")) {
			if (Tools.find(name).isEmpty()) {
				return Optional.of(name + " is not installed (apt-get install bash coreutils)");
			}
		}
		return Optional.empty();
	}

	/** The programs, once none is missing. */
	static BubblewrapTools found() {
		return new BubblewrapTools(path("bwrap"), path("sh"), path("prlimit"), path("setpriv"),
				Tools.find("unshare").orElse("unshare"));
	}

	private static String path(String name) {
		return Tools.find(name).orElseThrow();
	}

	/** What runs the relay of a sandbox with network. */
	Optional<String> python() {
		return Tools.find("python3").filter((path) -> path.startsWith("/usr/") || path.startsWith("/bin/"));
	}

	/**
	 * The beginning of a command that must not outlive the bus. Bubblewrap sees to that
	 * itself, but only after it has started its child.
	 */
	List<String> dyingWithTheBus() {
		return List.of(this.setpriv, "--pdeathsig", "KILL", "--");
	}

	/** The beginning of a command that must not run as root. */
	List<String> dropTo(SandboxUser user) {
		// A change of user forgets the signal, so it is asked for again.
		return user.dropped() ? List.of(this.setpriv, "--reuid=" + user.uid(), "--regid=" + user.gid(),
				"--clear-groups", "--pdeathsig", "KILL", "--") : List.of();
	}

	/** A process with nothing of ours but a PATH. */
	static ProcessBuilder builder(List<String> command) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
		builder.environment().clear();
		builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
		return builder;
	}

}
