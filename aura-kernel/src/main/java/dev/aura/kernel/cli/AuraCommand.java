package dev.aura.kernel.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.NotResumableException;
import dev.aura.kernel.run.RunInUseException;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: a task, a prompt, or one of the subcommands. */
@Command(name = "aura", mixinStandardHelpOptions = true, versionProvider = AuraCommand.Version.class,
		description = "Carries out a task with a model that can search, remember, compute and write files.",
		subcommands = { RunsCommand.class, ShowCommand.class, ResumeCommand.class, ApproveCommand.class,
				ReplayCommand.class, PruneCommand.class, ServeCommand.class },
		exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:answered", "1:the run failed", "2:wrong usage or configuration", "3:a budget ran out",
				"4:a person has to decide first", "130:interrupted" },
		footer = { "", "The answer goes to stdout, everything else to stderr.",
				"Settings are environment variables: OPENAI_API_KEY, OPENAI_BASE_URL, AURA_MODEL, AURA_HOME,",
				"AURA_BUS_URL, AURA_APPROVE, AURA_MAX_STEPS, AURA_MAX_TOKENS, AURA_MAX_SECONDS, AURA_MAX_USD, ..." })
public final class AuraCommand implements Callable<Integer> {

	@Parameters(arity = "0..1", paramLabel = "TASK",
			description = "What to do, in quotes; - reads it from stdin. Without it, a prompt.")
	private @Nullable String task;

	@Option(names = "--json", description = "Print one event per line on stdout, and nothing else there.")
	private boolean json;

	private final Map<String, String> environment;

	AuraCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	/** The entry point. */
	public static void main(String[] arguments) {
		ParentProcess.watch(System.getenv());
		System.exit(new CommandLine(new AuraCommand(System.getenv()), new Commands(System.getenv()))
			.setParameterExceptionHandler(AuraCommand::misused)
			.setExecutionExceptionHandler(AuraCommand::explain)
			.execute(arguments));
	}

	@Override
	public Integer call() throws Exception {
		Settings settings = new Settings(this.environment);
		Terminal terminal = Terminal.open(this.environment);
		LogFile.install(settings.home());
		if (this.task == null) {
			return Prompt.open(this.environment, terminal, this.json).converse();
		}
		OneShot oneShot = new OneShot(settings, TerminalAsker.of(terminal));
		String text = "-".equals(this.task) ? StandardInput.task() : this.task;
		return ExitStatus
			.of(oneShot.carryOut(oneShot.create(text), List.of(), terminal, OneShot.listener(terminal, this.json))
				.last());
	}

	private static int misused(CommandLine.ParameterException failure, String[] arguments) {
		Terminal.open(System.getenv())
			.err()
			.println("aura: " + Terminal.harmless(String.valueOf(failure.getMessage()))
					+ " (a task goes in quotes; --help shows the rest)");
		return ExitStatus.USAGE;
	}

	/** What a person did wrong is one line; what we did wrong is logged as well. */
	private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
		Terminal terminal = Terminal.open(System.getenv());
		boolean usage = failure instanceof SettingException || failure instanceof NoModelException;
		if (!usage && !saysItAll(failure)) {
			LogFile.install(new Settings(System.getenv()).home());
			Logger.getLogger("dev.aura.kernel").log(Level.SEVERE, "The command failed", failure);
		}
		terminal.err().println(terminal.red("aura: ") + Terminal.harmless(String.valueOf(failure.getMessage())));
		return usage ? ExitStatus.USAGE : ExitStatus.FAILED;
	}

	private static boolean saysItAll(Exception failure) {
		return failure instanceof NotResumableException || failure instanceof RunInUseException
				|| failure instanceof CorruptJournalException;
	}

	/** The version that the jar's manifest names. */
	static final class Version implements CommandLine.IVersionProvider {

		@Override
		public String[] getVersion() {
			String version = AuraCommand.class.getPackage().getImplementationVersion();
			return new String[] { "aura " + ((version == null) ? "(unpackaged)" : version) };
		}

	}

}
