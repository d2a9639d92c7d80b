package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds the command that starts one program in bubblewrap. Java cannot pass file
 * descriptors, so a shell opens them.
 *
 * @param tools what the command consists of
 * @param user whom the program runs as
 * @param workspace the folder of the host
 * @param hidden whether the user cannot reach the workspace by its path
 * @param filter the system call filter
 */
record BubblewrapLauncher(BubblewrapTools tools, SandboxUser user, String workspace, boolean hidden, Path filter) {

	static final String STATUS = "status";

	private static final String BUS = Long.toString(ProcessHandle.current().pid());

	private static final String CODE = "code";

	private static final String OPTIONS = "options";

	/** Where a workspace that the user cannot reach is put, in a mount namespace. */
	private static final String REACHABLE = "/mnt";

	/**
	 * Named parameters, then: nothing starts for a bus that died before its child asked
	 * to die with it; if memory runs out, the kernel takes programs before the bus; and
	 * all that is started from here on is in the control group, one path a line.
	 */
	private static final String BEGIN = """
			bus=$1 workspace=$2 owner=$3 status=$4 code=$5 options=$6 filter=$7 groups=$8; shift 8
			[ "$PPID" = "$bus" ] || exit
			{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
			set -f; IFS='
			'
			for group in $groups; do echo $$ > "$group" || exit; done
			""";

	/**
	 * What {@code /fs} and root wrote becomes the program's, so that it can edit it.
	 * Symbolic links are neither followed nor crossed.
	 */
	private static final String HAND_OVER = """
			chown -hRP --from=0 -- "$owner" "$workspace" 2>/dev/null
			""";

	private static final String MAKE_REACHABLE = """
			mount --bind -- "$workspace" %s || exit
			""".formatted(REACHABLE);

	/**
	 * An empty environment even for bubblewrap itself, since programs can read its; no
	 * signal ignored because the bus ignores it.
	 */
	private static final String LAUNCH = """
			exec 6>"$status" 7<"$code" 8<"$options" 9<"$filter"
			exec env -i --default-signal "$@"
			""";

	/**
	 * The first process of the PID namespace. It ends with the program, and the kernel
	 * ends what the program left behind. Its own environment stays empty, the program's
	 * is in its parameters. What the shell itself says about a signal is not the
	 * program's output.
	 */
	private static final String FIRST_PROCESS = """
			exec 3>&2 2>/dev/null
			while [ "$1" != -- ]; do export "$1"; shift; done; shift
			(exec "$@" 2>&3 3>&-)
			exit
			""";

	/** The command for a program, its files written into the folder of the call. */
	ProcessBuilder prepare(Program program, CallFolder folder, List<String> limits, Cgroup group) throws IOException {
		Language language = program.language();
		Path code = folder.write(CODE, program.codeBytes());
		Path options = folder.write(OPTIONS,
				BubblewrapArguments.of(language, this.hidden ? REACHABLE : this.workspace));
		List<String> command = new ArrayList<>(outside());
		command.addAll(List.of(BUS, this.workspace, this.user.owner(), folder.file(STATUS).toString(), code.toString(),
				options.toString(), this.filter.toString(), entrances(group)));
		command.addAll(this.tools.dropTo(this.user));
		command.addAll(List.of(this.tools.bwrap(), "--args", BubblewrapArguments.OPTIONS_FD, "--"));
		command.addAll(inside(language, limits));
		return BubblewrapTools.builder(command);
	}

	private static String entrances(Cgroup group) {
		return group.entrances().stream().map(Path::toString).collect(Collectors.joining("\n"));
	}

	private List<String> outside() {
		List<String> command = new ArrayList<>(this.tools.dyingWithTheBus());
		if (this.hidden) {
			command.addAll(List.of(this.tools.unshare(), "--mount", "--propagation", "private"));
		}
		String script = BEGIN + (this.user.dropped() ? HAND_OVER : "") + (this.hidden ? MAKE_REACHABLE : "") + LAUNCH;
		command.addAll(List.of(this.tools.sh(), "-c", script, "sh"));
		return command;
	}

	private List<String> inside(Language language, List<String> limits) {
		List<String> command = new ArrayList<>(List.of(this.tools.sh(), "-c", FIRST_PROCESS, "sh"));
		command.addAll(environment(language));
		command.addAll(List.of("--", this.tools.prlimit()));
		command.addAll(limits);
		command.add("--");
		command.addAll(language.command(BubblewrapArguments.WORKSPACE, BubblewrapArguments.CODE + language.fileName()));
		return command;
	}

	private static List<String> environment(Language language) {
		List<String> environment = new ArrayList<>(
				List.of("PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8"));
		language.environment(BubblewrapArguments.WORKSPACE)
			.forEach((name, value) -> environment.add(name + "=" + value));
		return environment;
	}

	/** What bubblewrap reported, one JSON document a line; nothing when it never ran. */
	static String status(CallFolder folder) throws IOException {
		Path status = folder.file(STATUS);
		return Files.exists(status) ? Files.readString(status) : "";
	}

}
