package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.aura.bus.AuraProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Runs a program as a child process. That is no isolation: only its environment, time and
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

	ProcessTier(AuraProperties aura, SandboxProperties properties, Supervisor supervisor, CallFolders folders) {
		this.aura = aura;
		this.properties = properties;
		this.supervisor = supervisor;
		this.folders = folders;
	}

	@Override
	public TierName name() {
		return TierName.PROCESS;
	}

	/** There is no isolation to prove. */
	@Override
	public Probe probe() {
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
	public Ending run(Program program) throws InterruptedException {
		String mark = UUID.randomUUID().toString();
		try (CallFolder folder = this.folders.create()) {
			ProcessBuilder builder = prepare(program, folder, mark);
			return this.supervisor
				.run(builder, program.stdinBytes(), program.timeout(), program.unwanted(),
						(process) -> new ProcessTree(process.toHandle(), MARK + "=" + mark).kill())
				.ending(this.properties.maxCpuTime(), null);
		}
		catch (IOException ex) {
			return new Ending.NotStarted(String.valueOf(ex));
		}
	}

	private ProcessBuilder prepare(Program program, CallFolder folder, String mark) throws IOException {
		Language language = program.language();
		String workspace = this.aura.workspace().toString();
		Path code = folder.write(language.fileName(), program.codeBytes());
		List<String> command = new ArrayList<>(confinement(language));
		command.addAll(language.command(workspace, code.toString()));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.aura.workspace().toFile());
		builder.environment().clear();
		builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
		builder.environment().put("HOME", folder.path().toString());
		builder.environment().put("LANG", "C.UTF-8");
		builder.environment().put(MARK, mark);
		builder.environment().putAll(language.environment(workspace));
		return builder;
	}

	/** What there is of it: macOS has none of these commands. */
	private List<String> confinement(Language language) {
		List<String> command = new ArrayList<>();
		Tools.find("setpriv").ifPresent((setpriv) -> command.addAll(List.of(setpriv, "--pdeathsig", "KILL", "--")));
		Tools.find("setsid").ifPresent(command::add);
		Tools.find("prlimit").ifPresent((prlimit) -> {
			command.add(prlimit);
			command.addAll(ResourceLimits.of(language, this.properties));
			command.add("--");
		});
		return command;
	}

}
