package dev.aura.kernel.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.approve.Verdict;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers what a run waits for, and lets it go on. */
@Command(name = "approve", mixinStandardHelpOptions = true,
		description = "Shows what a run waits for, or answers it and lets the run go on.")
final class ApproveCommand implements Callable<Integer> {

	@Parameters(index = "0", paramLabel = "RUN", description = "The run's id, as the runs command lists it.")
	private String run = "";

	@Parameters(index = "1", arity = "0..1", paramLabel = "yes|no|always",
			description = "The answer to all its questions; always also allows further calls of these tools in this run. Without it they are shown.")
	private @Nullable String answer;

	@Parameters(index = "2", arity = "0..1", paramLabel = "REASON", description = "Told to the model after a no.")
	private @Nullable String reason;

	@Option(names = "--json", description = "Print one event per line on stdout, and nothing else there.")
	private boolean json;

	private final Map<String, String> environment;

	ApproveCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		Settings settings = new Settings(this.environment);
		Terminal terminal = Terminal.open(this.environment);
		LogFile.install(settings.home());
		RunStore store = new RunStore(settings.home());
		RunId id = new RunId(NamedRun.in(store, this.run).id());
		List<Pending> pending = Pending.of(store.events(id, 0).stream().map(RunEvent::event).toList());
		if (pending.isEmpty()) {
			throw new SettingException("RUN", this.run, "a run that waits for a decision");
		}
		if (this.answer == null) {
			pending.forEach((question) -> terminal.out().println(Terminal.harmless(question.question())));
			return ExitStatus.WAITING;
		}
		Verdict verdict = verdict(this.answer);
		OneShot oneShot = new OneShot(settings, TerminalAsker.of(terminal));
		store.note(id, pending.stream().map((question) -> question.decided(verdict)).toList());
		return oneShot.goOn(id, terminal, this.json);
	}

	private Verdict verdict(String text) {
		boolean allowed = !"no".equals(text);
		if (!List.of("yes", "no", "always").contains(text)) {
			throw new SettingException("answer", Terminal.line(text, 80), "yes, no or always");
		}
		return new Verdict(allowed, "always".equals(text),
				Optional.ofNullable(this.reason).filter((given) -> !allowed).orElse(null));
	}

}
