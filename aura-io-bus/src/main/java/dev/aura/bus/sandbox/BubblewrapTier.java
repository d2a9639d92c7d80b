package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.aura.bus.AuraProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts each isolate in Linux namespaces of its own, around some interior. */
class BubblewrapTier implements SandboxTier {

	private static final Logger log = LoggerFactory.getLogger(BubblewrapTier.class);

	private static final String UNGROUPED = "without control groups, max-memory and max-cpu-time hold for each process, "
			+ "not for all of a program together (expected: cgroup v2 with the memory and pids controllers delegated to the user of the "
			+ "bus, or a bus that runs as root with cgroup v1 or v2 writable)";

	/** Enters every group that is named. */
	private static final String ENTER = "for group; do echo 0 > \"$group\" || exit 1; done";

	private final Interior interior;

	private final AuraProperties aura;

	private final SandboxProperties properties;

	private final Supervisor supervisor;

	private final CallFolders folders;

	private final Launcher thread;

	private final EgressSockets sockets;

	private volatile @Nullable BubblewrapLauncher launcher;

	private volatile @Nullable Ownership ownership;

	private volatile @Nullable Cgroups groups;

	private volatile @Nullable String networkObjection;

	BubblewrapTier(Interior interior, AuraProperties aura, SandboxProperties properties, Supervisor supervisor,
			CallFolders folders, Launcher thread, EgressSockets sockets) {
		this.interior = interior;
		this.aura = aura;
		this.properties = properties;
		this.supervisor = supervisor;
		this.folders = folders;
		this.thread = thread;
		this.sockets = sockets;
	}

	@Override
	public TierName name() {
		return this.interior.tier();
	}

	@Override
	public Probe probe(Duration budget) throws InterruptedException {
		try {
			Optional<String> objection = prepare();
			return objection.isPresent() ? new Probe.Failed(objection.get()) : proven(budget);
		}
		catch (IOException ex) {
			log.warn("The {} tier could not be probed", name().wire(), ex);
			return new Probe.Failed("the probe failed; the log of the bus has the cause");
		}
	}

	private Optional<String> prepare() throws IOException, InterruptedException {
		if (!System.getProperty("os.name").equals("Linux")) {
			return Optional.of(name().wire() + " needs Linux");
		}
		Optional<String> missing = BubblewrapTools.missing().or(this.interior::missing);
		if (missing.isPresent()) {
			return missing;
		}
		BubblewrapTools tools = BubblewrapTools.found();
		if (!understands(tools.bwrap())) {
			return Optional.of("the installed bubblewrap is too old (expected: 0.8 or newer)");
		}
		Path workspace = this.aura.workspace().toRealPath();
		SandboxUser user = SandboxUser.of(workspace);
		this.folders.clean();
		Optional<String> objection = WorkspaceCheck.objection(workspace, this.aura.home().toRealPath(), user.dropped());
		return objection.isPresent() ? objection : prepare(tools, user, workspace);
	}

	private Optional<String> prepare(BubblewrapTools tools, SandboxUser user, Path workspace)
			throws IOException, InterruptedException {
		Optional<byte[]> filter = SeccompFilter.assemble(System.getProperty("os.arch"), this.interior.nests());
		if (filter.isEmpty()) {
			return Optional.of("there is no system call filter for this kind of processor: "
					+ System.getProperty("os.arch") + " (expected: x86_64 or aarch64)");
		}
		this.groups = usableGroups(tools);
		boolean hidden = user.dropped() && !reaches(tools, user, workspace);
		this.ownership = user.dropped() ? new Ownership(workspace, user, this.thread) : null;
		this.launcher = new BubblewrapLauncher(this.interior, tools, user, workspace.toString(), hidden,
				this.folders.keep("filter-" + name().wire(), filter.get()), this.folders, this.properties);
		this.networkObjection = networkObjection(tools, user);
		return Optional.empty();
	}

	private Probe proven(Duration budget) throws IOException, InterruptedException {
		Canaries canaries = new Canaries(this, Tools.find("bash").orElseThrow(), this.interior.patience());
		Duration took = canaries.quickest(budget);
		if (took.compareTo(budget) > 0) {
			return new Probe.TooSlow(took);
		}
		Optional<Canaries.Fault> fault = canaries.find(this.folders.keep("secret", new byte[0]));
		return fault.<Probe>map((found) -> new Probe.Failed(reason(found)))
			.orElseGet(() -> new Probe.Passed((this.groups != null) ? null : UNGROUPED));
	}

	/** The first place where a process can really be put into a group with limits. */
	private @Nullable Cgroups usableGroups(BubblewrapTools tools) throws IOException, InterruptedException {
		for (Cgroups candidate : Cgroups.candidates()) {
			if (usable(candidate, tools)) {
				this.folders.keep(CallFolders.CGROUPS, candidate.note());
				return candidate;
			}
		}
		return null;
	}

	private boolean usable(Cgroups candidate, BubblewrapTools tools) throws InterruptedException {
		try (Cgroup group = create(candidate, this.properties.limits())) {
			List<String> command = new ArrayList<>(List.of(tools.sh(), "-c", ENTER, "sh"));
			group.entrances().forEach((entrance) -> command.add(entrance.toString()));
			return run(command).exitCode() == 0;
		}
		catch (IOException ex) {
			log.debug("No control groups in {}", candidate, ex);
			return false;
		}
	}

	/** An older one refuses the option before it comes to the version. */
	private boolean understands(String bwrap) throws IOException, InterruptedException {
		return run(List.of(bwrap, "--disable-userns", "--version")).exitCode() == 0;
	}

	private boolean reaches(BubblewrapTools tools, SandboxUser user, Path workspace)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(tools.dropTo(user));
		command.addAll(List.of("test", "-e", workspace.resolve(".").toString()));
		return run(command).exitCode() == 0;
	}

	private @Nullable String networkObjection(BubblewrapTools tools, SandboxUser user)
			throws IOException, InterruptedException {
		Optional<String> objection = this.interior.networkObjection();
		if (objection.isPresent()) {
			return objection.get();
		}
		if (tools.python().isEmpty()) {
			return "python3 is not installed (apt-get install python3-minimal)";
		}
		try {
			return reaches(tools, user, this.sockets.folder()) ? null
					: "programs cannot reach /tmp, where the sockets of proxies are (expected: a folder that others may enter)";
		}
		catch (IOException ex) {
			log.warn("There is no place for the sockets of proxies", ex);
			return "the bus cannot make a folder in /tmp for the sockets of proxies";
		}
	}

	private Finished run(List<String> command) throws IOException, InterruptedException {
		return this.supervisor.run(BubblewrapTools.builder(command), new byte[0], Duration.ofSeconds(10), () -> false,
				Supervisor::kill);
	}

	private String reason(Canaries.Fault fault) {
		return switch (fault.kind()) {
			case LEAK -> fault.said();
			case NOT_STARTED -> {
				log.warn("The {} tier said: {}", name().wire(), fault.said());
				yield this.interior.explain(fault.said())
					.orElseGet(() -> new BubblewrapDiagnosis(Path.of("/proc/sys")).explain(fault.said()));
			}
		};
	}

	@Override
	public boolean offersSessions() {
		return this.interior.offersSessions();
	}

	@Override
	public Optional<String> networkObjection() {
		return Optional.ofNullable(this.networkObjection);
	}

	@Override
	public Isolate start(IsolateSpec spec) throws IOException, InterruptedException {
		BubblewrapLauncher ready = this.launcher;
		if (ready == null) {
			throw new IllegalStateException("The tier did not pass its probe");
		}
		Cgroup group = group(this.properties.limits(spec));
		try {
			Process process = this.thread.start(ready.prepare(spec, group));
			return PipedIsolate.of(spec, process,
					new BubblewrapContainment(process, group, this.ownership, this.supervisor), this.supervisor);
		}
		catch (IOException | InterruptedException ex) {
			group.close();
			throw ex;
		}
	}

	private Cgroup group(ProgramLimits limits) throws IOException {
		Cgroups usable = this.groups;
		return (usable != null) ? create(usable, limits) : Cgroup.NONE;
	}

	private Cgroup create(Cgroups groups, ProgramLimits limits) throws IOException {
		return groups.create(this.interior.memory(limits.memory().toBytes()),
				this.interior.processes(limits.processes()));
	}

}
