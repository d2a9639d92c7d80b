package dev.aura.kernel.cli;

import java.util.Map;
import java.util.concurrent.Callable;

import dev.aura.kernel.settings.SettingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says honestly that a run cannot be continued yet. */
@Command(name = "resume", mixinStandardHelpOptions = true,
		description = "Continues a run that was cut off (not possible yet).")
final class ResumeCommand implements Callable<Integer> {

	@Parameters(paramLabel = "RUN", description = "The run's id.")
	private String run = "";

	ResumeCommand(Map<String, String> environment) {
	}

	@Override
	public Integer call() {
		throw new SettingException(
				"resume %s: runs cannot be continued yet, since that needs a journal of their effects ".formatted(
						Terminal.line(this.run, 80)) + "(expected: show, to see how far it came, and a new task)");
	}

}
