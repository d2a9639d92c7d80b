package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import dev.aura.bus.AuraProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/** Runs each program in Linux namespaces of its own. */
@Component
class BubblewrapTier implements SandboxTier {

	private static final Logger log = LoggerFactory.getLogger(BubblewrapTier.class);

	private static final Pattern STARTED = Pattern.compile("\"exit-code\": \\d+");

	/** How long the kernel may take to end the processes of a program. */
	private static final Duration DEATH = Duration.ofSeconds(2);

	private final AuraProperties aura;

	private final SandboxProperties properties;

	private final Supervisor supervisor;

	private final CallFolders folders;

	private volatile @Nullable BubblewrapLauncher launcher;

	BubblewrapTier(AuraProperties aura, SandboxProperties properties, Supervisor supervisor, CallFolders folders) {
		this.aura = aura;
		this.properties = properties;
		this.supervisor = supervisor;
		this.folders = folders;
	}

	@Override
	public TierName name() {
		return TierName.BUBBLEWRAP;
	}

	@Override
	public Probe probe() throws InterruptedException {
		try {
			Optional<String> objection = prepare();
			return objection.<Probe>map(Probe.Failed::new).orElse(new Probe.Passed());
		}
		catch (IOException ex) {
			log.warn("The bubblewrap tier could not be probed", ex);
			return new Probe.Failed("the probe failed; the log of the bus has the cause");
		}
	}

	private Optional<String> prepare() throws IOException, InterruptedException {
		if (!System.getProperty("os.name").equals("Linux")) {
			return Optional.of("bubblewrap needs Linux");
		}
		Optional<String> missing = BubblewrapTools.missing();
		if (missing.isPresent()) {
			return missing;
		}
		BubblewrapTools tools = BubblewrapTools.found();
		if (!understands(tools.bwrap())) {
			return Optional.of("the installed bubblewrap is too old (expected: 0.8 or newer)");
		}
		Path workspace = Files.createDirectories(this.aura.workspace()).toRealPath();
		SandboxUser user = SandboxUser.of(workspace);
		this.folders.clean();
		Optional<String> objection = WorkspaceCheck.objection(workspace, this.aura.home().toRealPath(), user.dropped());
		return objection.isPresent() ? objection : prove(tools, user, workspace);
	}

	private Optional<String> prove(BubblewrapTools tools, SandboxUser user, Path workspace)
			throws IOException, InterruptedException {
		Optional<byte[]> filter = SeccompFilter.assemble(System.getProperty("os.arch"));
		if (filter.isEmpty()) {
			return Optional.of("there is no system call filter for this kind of processor: "
					+ System.getProperty("os.arch") + " (expected: x86_64 or aarch64)");
		}
		Path file = this.folders.keep("filter", filter.get());
		boolean hidden = user.dropped() && !reaches(tools, user, workspace);
		this.launcher = new BubblewrapLauncher(tools, user, workspace.toString(), hidden, file);
		return new Canaries(this, Tools.find("bash").orElseThrow()).find(file).map(this::reason);
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

	private Finished run(List<String> command) throws IOException, InterruptedException {
		return this.supervisor.run(BubblewrapTools.builder(command), new byte[0], Duration.ofSeconds(10), () -> false,
				Supervisor::kill);
	}

	private String reason(Canaries.Fault fault) {
		return switch (fault.kind()) {
			case LEAK -> fault.said();
			case NOT_STARTED -> {
				log.warn("bubblewrap said: {}", fault.said());
				yield new BubblewrapDiagnosis(Path.of("/proc/sys")).explain(fault.said());
			}
		};
	}

	@Override
	public Ending run(Program program) throws InterruptedException {
		BubblewrapLauncher ready = this.launcher;
		if (ready == null) {
			throw new IllegalStateException("The tier did not pass its probe");
		}
		try (CallFolder folder = this.folders.create()) {
			Finished finished = this.supervisor.run(ready.prepare(program, folder, limits(program.language())),
					program.stdinBytes(), program.timeout(), program.unwanted(), BubblewrapTier::end);
			return ending(finished, BubblewrapLauncher.status(folder));
		}
		catch (IOException ex) {
			return new Ending.NotStarted(String.valueOf(ex));
		}
	}

	private List<String> limits(Language language) {
		List<String> limits = new ArrayList<>(ResourceLimits.of(language, this.properties));
		limits.add(ResourceLimits.processes(this.properties));
		return limits;
	}

	/** Bubblewrap reports an exit code only when the program was started. */
	private Ending ending(Finished finished, String status) {
		boolean ended = finished.cause() == Finished.Cause.ENDED;
		if (ended && !STARTED.matcher(status).find()) {
			return new Ending.NotStarted(finished.captured().stderr().strip());
		}
		return finished.ending(this.properties.maxCpuTime());
	}

	/**
	 * Kills the first process of the PID namespace, with which the kernel kills all
	 * others; bubblewrap, its parent, ends when it is gone. Before there is one this
	 * kills what the launching shell started, until there is: killed itself at the wrong
	 * moment, bubblewrap would leave its child waiting for it forever.
	 */
	private static void end(Process bubblewrap) {
		long deadline = System.nanoTime() + DEATH.toNanos();
		while (bubblewrap.isAlive() && System.nanoTime() < deadline) {
			bubblewrap.children().forEach(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(500_000);
		}
		if (bubblewrap.isAlive()) {
			Supervisor.kill(bubblewrap);
		}
	}

}
