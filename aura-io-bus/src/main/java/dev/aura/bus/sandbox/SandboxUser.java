package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The user of the host that sandboxed programs run as. A program launched by root keeps
 * the kernel's uid 0 whatever its namespaces say, and could write the host's settings; so
 * a bus that runs as root hands its programs to another user: the owner of the workspace,
 * or, where that is root too, nobody.
 *
 * @param uid the user
 * @param gid the group
 * @param dropped whether the bus is root, so that launching needs a change of user
 */
record SandboxUser(int uid, int gid, boolean dropped) {

	private static final int NOBODY = 65534;

	static SandboxUser of(Path workspace) throws IOException {
		int uid = effective("Uid:");
		if (uid != 0) {
			return new SandboxUser(uid, effective("Gid:"), false);
		}
		int owner = (int) Files.getAttribute(workspace, "unix:uid");
		return (owner != 0) ? new SandboxUser(owner, (int) Files.getAttribute(workspace, "unix:gid"), true)
				: new SandboxUser(NOBODY, NOBODY, true);
	}

	/** The second of four ids: real, effective, saved, file system. */
	private static int effective(String field) throws IOException {
		String line = Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((candidate) -> candidate.startsWith(field))
			.findFirst()
			.orElseThrow(() -> new IOException("No " + field + " in /proc/self/status"));
		return Integer.parseInt(line.split("\\s+")[2]);
	}

	/** Gives a file of ours to this user alone. */
	void take(Path file) throws IOException {
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
		if (this.dropped) {
			Files.setAttribute(file, "unix:uid", this.uid);
		}
	}

	/** As chown wants it. */
	String owner() {
		return this.uid + ":" + this.gid;
	}

}
