package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Builds the command that starts an isolate in bubblewrap. Java cannot pass file
 * descriptors, so a shell opens them.
 */
final class BubblewrapLauncher {

	/** Where a workspace that the user cannot reach is put, in a mount namespace. */
	private static final String REACHABLE = "/mnt";

	/**
	 * Named parameters, then: if memory runs out, the kernel takes programs before the
	 * bus; and all that is started from here on is in the control group, one path a line.
	 */
	private static final String BEGIN = """
			workspace=$1 hook=$2 options=$3 filter=$4 groups=$5 one=$6 other=$7; shift 7
			{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
			set -f; IFS='
			'
			for group in $groups; do echo 0 > "$group" || exit; done
			""";

	private static final String MAKE_REACHABLE = """
			mount --bind -- "$workspace" %s || exit
			""".formatted(REACHABLE);

	/**
	 * An empty environment even for bubblewrap itself, since programs can read its; no
	 * signal ignored because the bus ignores it.
	 */
	private static final String LAUNCH = """
			[ -z "$one" ] || exec 3<"$one" 4<"$other"
			exec 7<"$hook" 8<"$options" 9<"$filter"
			exec env -i --default-signal "$@"
			""";

	private final Interior interior;

	private final BubblewrapTools tools;

	private final SandboxUser user;

	private final String workspace;

	private final boolean hidden;

	private final Path filter;

	private final CallFolders folders;

	private final SandboxProperties properties;

	private final Map<IsolateSpec, Files> prepared = new ConcurrentHashMap<>();

	/**
	 * A launcher.
	 * @param interior what runs in there
	 * @param tools what the command consists of
	 * @param user whom programs run as
	 * @param workspace the folder of the host
	 * @param hidden whether the user cannot reach the workspace by its path
	 * @param filter the system call filter
	 * @param folders where the files lie that the command needs
	 */
	BubblewrapLauncher(Interior interior, BubblewrapTools tools, SandboxUser user, String workspace, boolean hidden,
			Path filter, CallFolders folders, SandboxProperties properties) {
		this.interior = interior;
		this.tools = tools;
		this.user = user;
		this.workspace = workspace;
		this.hidden = hidden;
		this.filter = filter;
		this.folders = folders;
		this.properties = properties;
	}

	/** The command for an isolate in a control group. */
	ProcessBuilder prepare(IsolateSpec spec, Cgroup group) throws IOException {
		Files files = files(spec.plain());
		List<String> command = new ArrayList<>(outside());
		command.addAll(List.of(this.workspace, files.hook().toString(), files.options().toString(),
				this.filter.toString(), entrances(group)));
		command.addAll(this.interior.files());
		command.addAll(this.tools.dropTo(this.user));
		command.add(this.tools.bwrap());
		if (spec.proxy() != null) {
			this.user.take(spec.proxy());
			command.addAll(network().options(spec.proxy()));
		}
		command.addAll(List.of("--args", BubblewrapArguments.OPTIONS_FD, "--"));
		command.addAll(this.interior.command(spec, program(spec)));
		return BubblewrapTools.builder(command);
	}

	/** Written once and used by all that are alike. */
	private Files files(IsolateSpec spec) throws IOException {
		Files files = this.prepared.get(spec);
		if (files == null) {
			String name = "%s-%s-%s%s".formatted(this.interior.tier().wire(), spec.language().name(), spec.use(),
					spec.readOnly() ? "-read-only" : "");
			files = new Files(this.folders.keep("hook-" + name, spec.startup().hookBytes()),
					this.folders.keep("options-" + name, BubblewrapArguments.of(spec,
							this.hidden ? REACHABLE : this.workspace, this.interior, this.properties)));
			this.prepared.put(spec, files);
		}
		return files;
	}

	private static String entrances(Cgroup group) {
		return group.entrances().stream().map(Path::toString).collect(Collectors.joining("\n"));
	}

	/**
	 * The path by which something in there reads one of the interior's files, wherever
	 * that lies.
	 */
	static String opened(int file) {
		return "/proc/self/fd/" + (3 + file);
	}

	private List<String> outside() {
		List<String> command = new ArrayList<>();
		if (this.hidden) {
			command.addAll(List.of(this.tools.unshare(), "--mount", "--propagation", "private"));
		}
		command.addAll(List.of(this.tools.sh(), "-c", BEGIN + (this.hidden ? MAKE_REACHABLE : "") + LAUNCH, "sh"));
		return command;
	}

	private List<String> program(IsolateSpec spec) {
		Startup.Paths paths = BubblewrapArguments.paths(spec.language());
		List<String> command = new ArrayList<>(List.of(this.tools.prlimit()));
		ProgramLimits limits = this.properties.limits(spec);
		command.addAll(ResourceLimits.of(spec.language(), limits));
		command.addAll(List.of(ResourceLimits.processes(limits), "--"));
		if (spec.proxy() != null) {
			command.addAll(network().command());
		}
		command.addAll(spec.startup().command(paths));
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
		environment.put("HOME", "/tmp");
		environment.put("LANG", "C.UTF-8");
		if (spec.proxy() != null) {
			environment.putAll(network().environment());
		}
		environment.putAll(spec.startup().environment(paths));
		return FirstProcess.command(this.tools.sh(), environment, command);
	}

	private BubblewrapNetwork network() {
		return new BubblewrapNetwork(this.tools.python().orElseThrow());
	}

	/** What the shell opens. */
	private record Files(Path hook, Path options) {
	}

}
