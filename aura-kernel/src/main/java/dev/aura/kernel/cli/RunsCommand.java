package dev.aura.kernel.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
import dev.aura.kernel.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Lists the runs, newest first. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Lists the runs, newest first.")
final class RunsCommand implements Callable<Integer> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	@Option(names = "--json", description = "Print one run per line as JSON.")
	private boolean json;

	private final Map<String, String> environment;

	RunsCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		Terminal terminal = Terminal.open(this.environment);
		JsonMapper mapper = JsonMapper.builder().build();
		for (RunSummary run : new RunStore(new Settings(this.environment).home()).list()) {
			terminal.out().println(this.json ? mapper.writeValueAsString(run) : line(run));
		}
		return ExitStatus.ANSWERED;
	}

	private static String line(RunSummary run) {
		return "%s  %s  %-14s  %s".formatted(run.id(), TIME.format(run.started()), run.status().text(),
				Terminal.line(run.task(), 80));
	}

}
