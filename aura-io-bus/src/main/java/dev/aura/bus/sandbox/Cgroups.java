package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.aura.bus.ProcessIdentity;

/**
 * Makes the control groups of programs.
 *
 * @param parents where they are made: one folder with cgroup v2, those of pids, memory
 * and, where it is to be had, cpuacct with v1
 */
record Cgroups(List<Path> parents) {

	private static final AtomicLong number = new AtomicLong();

	private static final String OWN = prefix(ProcessIdentity.current());

	/**
	 * In the order in which their groups are emptied with v1: processes can be ended for
	 * good only once no more can be started.
	 */
	private static final List<String> CONTROLLERS = List.of("pids", "memory");

	/** Of v1; in v2 every group counts processor time. */
	private static final String ACCOUNTING = "cpuacct";

	/** The places where groups might be made, best first. */
	static List<Cgroups> candidates() throws IOException {
		CgroupMounts mounts = CgroupMounts.read();
		List<Cgroups> candidates = new ArrayList<>();
		mounts.unified()
			.stream()
			.filter(Cgroups::passesControllersOn)
			.forEach((parent) -> candidates.add(new Cgroups(List.of(parent))));
		List<Path> old = CONTROLLERS.stream().map(mounts::controller).flatMap(Optional::stream).toList();
		if (old.size() == CONTROLLERS.size()) {
			mounts.controller(ACCOUNTING).ifPresent((counting) -> candidates.add(new Cgroups(with(old, counting))));
			candidates.add(new Cgroups(old));
		}
		return candidates;
	}

	/** Controllers may share a folder. */
	private static List<Path> with(List<Path> folders, Path another) {
		return Stream.concat(folders.stream(), Stream.of(another)).distinct().toList();
	}

	/** Whether groups below this one of cgroup v2 have the limits. */
	private static boolean passesControllersOn(Path parent) {
		Path control = parent.resolve("cgroup.subtree_control");
		try {
			if (!lists(control) && lists(parent.resolve("cgroup.controllers"))) {
				Files.writeString(control, "+memory +pids", StandardOpenOption.WRITE);
			}
			return lists(control);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean lists(Path file) throws IOException {
		return Arrays.asList(Files.readString(file).strip().split(" ")).containsAll(CONTROLLERS);
	}

	/**
	 * A group for one program of this bus.
	 * @param memory bytes that all in it may use together
	 * @param processes how many processes and threads may be in it
	 */
	Cgroup create(long memory, int processes) throws IOException {
		Cgroup group = Cgroup.make(this.parents, OWN + number.incrementAndGet());
		try {
			group.limit(memory, processes);
			return group;
		}
		catch (IOException ex) {
			group.close();
			throw ex;
		}
	}

	private static String prefix(ProcessIdentity bus) {
		return "aura-" + bus + "-";
	}

	/** What a later bus must know to {@link #clean} after this one. */
	byte[] note() {
		return String.join("\n", this.parents.stream().map(Path::toString).toList()).getBytes(StandardCharsets.UTF_8);
	}

	/** Removes the groups that a dead bus left, with all that is in them. */
	static void clean(Path note, ProcessIdentity bus) throws IOException {
		if (!Files.exists(note)) {
			return;
		}
		for (String parent : Files.readAllLines(note)) {
			try (DirectoryStream<Path> groups = Files.newDirectoryStream(Path.of(parent), prefix(bus) + "*")) {
				groups.forEach((group) -> new Cgroup(List.of(group)).close());
			}
			catch (NoSuchFileException ex) {
				// The group that the bus was in is gone, and so are those below.
			}
		}
	}

}
