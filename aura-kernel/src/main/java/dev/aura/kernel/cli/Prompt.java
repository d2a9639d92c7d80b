package dev.aura.kernel.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.NotResumableException;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunInUseException;
import dev.aura.kernel.run.RunResult;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.langchain4j.data.message.ChatMessage;

/** Takes tasks and commands one after the other, and keeps the conversation. */
final class Prompt {

	private final Map<String, String> environment;

	private final Terminal terminal;

	private final boolean json;

	private final Lines lines;

	private final boolean typed;

	private OneShot oneShot;

	private List<ChatMessage> conversation = List.of();

	private int status = ExitStatus.ANSWERED;

	Prompt(Map<String, String> environment, Terminal terminal, boolean json, Lines lines, boolean typed) {
		this.environment = new HashMap<>(environment);
		this.terminal = terminal;
		this.json = json;
		this.lines = lines;
		this.typed = typed;
		this.oneShot = oneShot(this.environment);
	}

	/**
	 * A prompt for whoever is at stdin.
	 * @throws SettingException when a setting is malformed
	 */
	static Prompt open(Map<String, String> environment, Terminal terminal, boolean json) throws IOException {
		boolean typed = Terminal.isTerminal(0);
		Lines lines = typed
				? new TypedLines(new Settings(environment).home(), terminal.bold("aura> "), SlashCommands.names())
				: new PipedLines();
		return new Prompt(environment, terminal, json, lines, typed);
	}

	private OneShot oneShot(Map<String, String> changed) {
		Asker asker = this.typed ? new TerminalAsker(this.terminal, this.lines) : Asker.NOBODY;
		return new OneShot(new Settings(changed), asker);
	}

	/** Converses until there is nothing more; the status of the last task. */
	int converse() throws IOException {
		try (this.lines) {
			SlashCommands commands = new SlashCommands(this, this.terminal);
			if (this.typed) {
				this.terminal.err()
					.println(this.terminal.dim("model: %s; /help shows what else can be said here"
						.formatted(Terminal.line(this.oneShot.model().name(), 80))));
			}
			for (String text = this.lines.next(); text != null; text = this.lines.next()) {
				if (isEnd(text)) {
					return this.status;
				}
				String said = text;
				if (!this.typed || !safely(() -> commands.carryOut(said))) {
					carryOut(this.oneShot.create(text), this.conversation);
					if (this.status == ExitStatus.INTERRUPTED && !this.typed) {
						return this.status;
					}
				}
			}
			return this.status;
		}
	}

	private static boolean isEnd(String text) {
		return List.of("/exit", "/quit").contains(text.strip());
	}

	/** Goes on with a run that was cut off; the conversation is then its own. */
	void resume(RunId id) {
		carryOut(this.oneShot.reopen(id), List.of());
	}

	/** Forgets what was said. */
	void forget() {
		this.conversation = List.of();
	}

	/**
	 * Sets a setting for the tasks to come; empty takes it back.
	 * @throws SettingException when it does not work; then nothing changes
	 */
	void set(String variable, String value) {
		this.oneShot = this.oneShot.with(new Settings(changed(variable, value)));
		this.environment.put(variable, value);
	}

	/**
	 * Chooses the model of the tasks to come.
	 * @throws SettingException when it is not there; then the one so far stays
	 */
	void choose(String model) {
		OneShot before = this.oneShot;
		try {
			this.oneShot = oneShot(changed("AURA_MODEL", model));
		}
		catch (NoModelException ex) {
			throw new SettingException("AURA_MODEL: %s is not there; %s stays (expected: %s)".formatted(model,
					before.model().name(), "a model of the Ollama here that can call tools, or local:NAME"));
		}
		this.environment.put("AURA_MODEL", model);
		before.close();
	}

	private Map<String, String> changed(String variable, String value) {
		Map<String, String> changed = new HashMap<>(this.environment);
		changed.put(variable, value);
		return changed;
	}

	Map<String, String> environment() {
		return Map.copyOf(this.environment);
	}

	OneShot oneShot() {
		return this.oneShot;
	}

	private void carryOut(Run run, List<ChatMessage> earlier) {
		this.lines.onInterrupt(new Interrupts(run, this.terminal));
		Consumer<RunEvent> listener = (this.typed && !this.json) ? new TypedConsole(this.terminal)
				: OneShot.listener(this.terminal, this.json);
		RunResult result = this.oneShot.carryOut(run, earlier, this.terminal, listener);
		this.lines.onInterrupt(() -> {
			// Nothing is under way.
		});
		// What is paused or was interrupted goes on by itself, not by the next task.
		this.conversation = result.messages();
		this.status = ExitStatus.of(result.last());
		if (this.typed && result.last() instanceof AgentEvent.Interrupted) {
			this.terminal.err().println(this.terminal.dim("/resume " + run.id() + " goes on with it"));
		}
	}

	/** A mistake at the prompt is said, and the prompt goes on. */
	private boolean safely(BooleanSupplier action) {
		try {
			return action.getAsBoolean();
		}
		catch (SettingException | NotResumableException | RunInUseException | CorruptJournalException ex) {
			this.terminal.err()
				.println(this.terminal.red("aura: ") + Terminal.harmless(String.valueOf(ex.getMessage())));
			return true;
		}
	}

	/** Ctrl-C stops the run; once more ends everything at once. */
	private static final class Interrupts implements Runnable {

		private final Run run;

		private final Terminal terminal;

		private boolean stopped;

		Interrupts(Run run, Terminal terminal) {
			this.run = run;
			this.terminal = terminal;
		}

		@Override
		public synchronized void run() {
			if (this.stopped) {
				Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
			}
			this.stopped = true;
			this.terminal.err().println(this.terminal.dim("stopping; Ctrl-C once more ends it at once"));
			this.run.cancel();
		}

	}

}
