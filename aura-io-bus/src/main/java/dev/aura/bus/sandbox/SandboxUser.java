package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
		Path self = Path.of("/proc/self");
		int uid = id(self, "unix:uid");
		if (uid != 0) {
			return new SandboxUser(uid, id(self, "unix:gid"), false);
		}
		int owner = id(workspace, "unix:uid");
		return (owner != 0) ? new SandboxUser(owner, id(workspace, "unix:gid"), true)
				: new SandboxUser(NOBODY, NOBODY, true);
	}

	private static int id(Path path, String attribute) throws IOException {
		return (int) Files.getAttribute(path, attribute);
	}

	/** As chown wants it. */
	String owner() {
		return this.uid + ":" + this.gid;
	}

}
