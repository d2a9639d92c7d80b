package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the kernel shows its control groups, and in which of them the bus is.
 *
 * @param mounts the lines of {@code /proc/self/mountinfo}
 * @param memberships the lines of {@code /proc/self/cgroup}
 */
record CgroupMounts(List<String> mounts, List<String> memberships) {

	static CgroupMounts read() throws IOException {
		return new CgroupMounts(Files.readAllLines(Path.of("/proc/self/mountinfo")),
				Files.readAllLines(Path.of("/proc/self/cgroup")));
	}

	/**
	 * The bus's group of cgroup v2 and the one above it: beside other processes no group
	 * with limits can be made below the own one, but a system that delegates groups may
	 * have put the bus one lower.
	 */
	List<Path> unified() {
		Optional<Path> own = own("cgroup2", "", "");
		Optional<Path> above = own("cgroup2", "", "/..");
		return Stream.of(own, above).flatMap(Optional::stream).toList();
	}

	/** The bus's group of one controller of cgroup v1. */
	Optional<Path> controller(String name) {
		return own("cgroup", name, "");
	}

	private Optional<Path> own(String type, String controller, String relative) {
		Optional<String> membership = this.memberships.stream()
			.map((line) -> line.split(":", 3))
			.filter((parts) -> parts.length == 3 && listed(parts[1], controller))
			.map((parts) -> parts[2])
			.findFirst();
		return membership.flatMap((path) -> this.mounts.stream()
			.map((line) -> line.split(" "))
			.filter((fields) -> isMount(fields, type, controller))
			.flatMap((fields) -> inside(fields[3], Path.of(fields[4]), path, relative).stream())
			.findFirst());
	}

	private static boolean listed(String all, String controller) {
		return controller.isEmpty() ? all.isEmpty() : Arrays.asList(all.split(",")).contains(controller);
	}

	/** After the variable part: a hyphen, type, source, options. */
	private static boolean isMount(String[] fields, String type, String controller) {
		int hyphen = Arrays.asList(fields).indexOf("-");
		return hyphen > 5 && fields.length > hyphen + 3 && fields[hyphen + 1].equals(type)
				&& (controller.isEmpty() || listed(fields[hyphen + 3], controller));
	}

	/** A mount may show only a part of the hierarchy. */
	private static Optional<Path> inside(String root, Path mount, String path, String relative) {
		Path shown = Path.of(root);
		Path own = Path.of(path + relative).normalize();
		return own.startsWith(shown) ? Optional.of(mount.resolve(shown.relativize(own))) : Optional.empty();
	}

}
