package dev.aura.kernel.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Continues a run where it was cut off; one that is answered gives its answer again. */
@Command(name = "resume", mixinStandardHelpOptions = true,
		description = "Continues a run that was cut off, stopped, or failed; an answered one prints its answer again.")
final class ResumeCommand implements Callable<Integer> {

	@Parameters(paramLabel = "RUN", description = "The run's id, as the runs command lists it.")
	private String run = "";

	@Option(names = "--json", description = "Print one event per line on stdout, and nothing else there.")
	private boolean json;

	private final Map<String, String> environment;

	ResumeCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		Settings settings = new Settings(this.environment);
		Terminal terminal = Terminal.open(this.environment);
		LogFile.install(settings.home());
		RunStore store = new RunStore(settings.home());
		RunId id = new RunId(NamedRun.in(store, this.run).id());
		List<RunEvent> events = store.events(id, 0);
		if (events.getLast().event() instanceof AgentEvent.Answered) {
			OneShot.listener(terminal, this.json).accept(events.getLast());
			return ExitStatus.ANSWERED;
		}
		OneShot oneShot = new OneShot(settings, TerminalAsker.of(terminal));
		return oneShot.goOn(id, terminal, this.json);
	}

}
