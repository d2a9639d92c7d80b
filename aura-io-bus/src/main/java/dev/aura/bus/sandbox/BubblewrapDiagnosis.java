package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out why bubblewrap could not make a sandbox.
 *
 * @param sysctl {@code /proc/sys}
 */
record BubblewrapDiagnosis(Path sysctl) {

	private static final String DOCKER = "in Docker: security_opt: [seccomp=unconfined, systempaths=unconfined], "
			+ "on hosts with AppArmor also apparmor=unconfined; never privileged";

	/**
	 * What is missing.
	 * @param stderr what bubblewrap said
	 */
	String explain(String stderr) {
		if ("0".equals(value("kernel/unprivileged_userns_clone"))) {
			return forbidden("kernel.unprivileged_userns_clone is 0 (expected: 1)");
		}
		if ("0".equals(value("user/max_user_namespaces"))) {
			return forbidden("user.max_user_namespaces is 0 (expected: more)");
		}
		if ("1".equals(value("kernel/apparmor_restrict_unprivileged_userns"))) {
			return forbidden("kernel.apparmor_restrict_unprivileged_userns is 1 (expected: 0, or an AppArmor profile "
					+ "that lets bwrap make user namespaces)");
		}
		if (stderr.matches("(?s)([a-z]+: \\d+: )?(mount|unshare):.*")) {
			return "the workspace lies below a folder that only root can enter, and the bus cannot mount it elsewhere "
					+ "(expected: a workspace that others can reach, or a bus that does not run as root)";
		}
		if (stderr.contains("mount proc")) {
			return "/proc cannot be mounted in a sandbox (" + DOCKER + ")";
		}
		if (stderr.contains("namespace") || stderr.contains("Operation not permitted")
				|| stderr.contains("Permission denied")) {
			return "user namespaces are not permitted here (" + DOCKER + ")";
		}
		return "bubblewrap could not make a sandbox; the log of the bus has its message";
	}

	private static String forbidden(String setting) {
		return "the host forbids user namespaces: sysctl " + setting;
	}

	private String value(String setting) {
		try {
			return Files.readString(this.sysctl.resolve(setting)).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

}
