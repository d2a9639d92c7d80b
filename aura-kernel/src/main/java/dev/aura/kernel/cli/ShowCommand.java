package dev.aura.kernel.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
import dev.aura.kernel.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints one run. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Prints one run.")
final class ShowCommand implements Callable<Integer> {

	@Parameters(paramLabel = "RUN", description = "The run's id, as the runs command lists it.")
	private String run = "";

	@Option(names = "--json", description = "Print the run's events as they were stored, one per line.")
	private boolean json;

	private final Map<String, String> environment;

	ShowCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		Terminal terminal = Terminal.open(this.environment);
		RunStore store = new RunStore(new Settings(this.environment).home());
		RunSummary summary = NamedRun.in(store, this.run);
		List<RunEvent> events = store.events(new RunId(summary.id()), 0);
		if (this.json) {
			events.forEach((event) -> terminal.out().println(event.toJson()));
			return ExitStatus.ANSWERED;
		}
		terminal.out().println("%s: %s".formatted(summary.id(), summary.status().text()));
		terminal.out().println("task: " + Terminal.harmless(summary.task()));
		// A record is for reading, so that all of it goes to stdout.
		Console console = new Console(
				new Terminal(terminal.out(), terminal.out(), terminal.colours() && terminal.answerOnTerminal(), true));
		events.stream().filter((event) -> !(event.event() instanceof AgentEvent.RunStarted)).forEach(console);
		return ExitStatus.ANSWERED;
	}

}
