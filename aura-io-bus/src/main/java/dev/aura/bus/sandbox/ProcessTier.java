package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import dev.aura.bus.AuraProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Runs programs as child processes. That is no isolation: only its environment, time and
 * output are limited, so it is used only when the setting names it.
 */
@Component
class ProcessTier implements SandboxTier {

	private static final Logger log = LoggerFactory.getLogger(ProcessTier.class);

	private static final String MARK = "AURA_EXECUTION";

	private final AuraProperties aura;

	private final SandboxProperties properties;

	private final Supervisor supervisor;

	private final CallFolders folders;

	private final Launcher launcher;

	ProcessTier(AuraProperties aura, SandboxProperties properties, Supervisor supervisor, CallFolders folders,
			Launcher launcher) {
		this.aura = aura;
		this.properties = properties;
		this.supervisor = supervisor;
		this.folders = folders;
		this.launcher = launcher;
	}

	@Override
	public TierName name() {
		return TierName.PROCESS;
	}

	@Override
	public Optional<String> networkObjection() {
		return Optional.of("it isolates nothing, so that they have all that the bus has already");
	}

	@Override
	public boolean offersReadOnly() {
		return false;
	}

	/** There is no isolation to prove. */
	@Override
	public Probe probe(Duration budget) {
		try {
			this.folders.clean();
			return new Probe.Passed(null);
		}
		catch (IOException ex) {
			log.warn("The process tier could not be probed", ex);
			return new Probe.Failed("the workspace or the state of the bus cannot be written");
		}
	}

	@Override
	public Isolate start(IsolateSpec spec) throws IOException, InterruptedException {
		String mark = UUID.randomUUID().toString();
		CallFolder folder = this.folders.create();
		try {
			Process process = this.launcher.start(prepare(spec, folder, mark));
			return PipedIsolate.of(spec, process, new Tree(process, MARK + "=" + mark, folder, this.supervisor),
					this.supervisor);
		}
		catch (IOException | InterruptedException ex) {
			folder.close();
			throw ex;
		}
	}

	private ProcessBuilder prepare(IsolateSpec spec, CallFolder folder, String mark) throws IOException {
		Startup startup = spec.startup();
		Path hook = folder.write(startup.hook(), startup.hookBytes());
		Path code = Files.createDirectory(folder.file("code"));
		Startup.Paths paths = new Startup.Paths(this.aura.workspace().toString(),
				code.resolve(spec.language().fileName()).toString(), String.valueOf(hook.getParent()));
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
		environment.put("HOME", folder.path().toString());
		environment.put("LANG", "C.UTF-8");
		environment.put(MARK, mark);
		environment.putAll(startup.environment(paths));
		List<String> command = new ArrayList<>(confinement());
		List<String> interpreter = new ArrayList<>(limits(spec));
		interpreter.addAll(startup.command(paths));
		command.addAll(FirstProcess.command("/bin/sh", environment, interpreter));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.aura.workspace().toFile());
		builder.environment().clear();
		builder.environment().put("PATH", "/usr/bin:/bin");
		builder.environment().put(MARK, mark);
		return builder;
	}

	/** What there is of it: macOS has none of these commands. */
	private static List<String> confinement() {
		List<String> command = new ArrayList<>();
		Tools.find("setpriv").ifPresent((setpriv) -> command.addAll(List.of(setpriv, "--pdeathsig", "KILL", "--")));
		Tools.find("setsid").ifPresent(command::add);
		return command;
	}

	private List<String> limits(IsolateSpec spec) {
		List<String> command = new ArrayList<>();
		Tools.find("prlimit").ifPresent((prlimit) -> {
			command.add(prlimit);
			command.addAll(ResourceLimits.of(spec.language(), this.properties.limits(spec)));
			command.add("--");
		});
		return command;
	}

	/** Nobody waits in a place that isolates nothing. */
	@Override
	public boolean keepsWarm() {
		return false;
	}

	/** The processes of one isolate, which is none. */
	private record Tree(Process process, String mark, CallFolder folder, Supervisor supervisor) implements Containment {

		@Override
		public void kill() {
			new ProcessTree(this.process.toHandle(), this.mark).kill();
		}

		@Override
		public void interrupt() {
			try {
				this.supervisor.run(
						BubblewrapTools.builder(List.of("/bin/sh", "-c", "kill -s INT -- \"-$1\"", "sh",
								Long.toString(this.process.pid()))),
						new byte[0], Duration.ofSeconds(2), () -> false, Supervisor::kill);
			}
			catch (IOException ex) {
				log.warn("A program could not be interrupted", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public @Nullable Limit exceeded() {
			return null;
		}

		@Override
		public void release() {
			this.folder.close();
		}

	}

}
