package dev.aura.kernel.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.aura.kernel.run.RunId;
import dev.aura.kernel.settings.SettingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What can be said at the prompt besides tasks. */
final class SlashCommands {

	private static final Map<String, String> BUDGETS = Map.of("steps", "AURA_MAX_STEPS", "tokens", "AURA_MAX_TOKENS",
			"seconds", "AURA_MAX_SECONDS", "usd", "AURA_MAX_USD");

	private static final String HELP = """
			/runs                   lists the runs
			/show RUN               prints one
			/resume RUN             goes on with one that was cut off, stopped, or waits for a decision
			/new                    forgets the conversation
			/model [NAME]           shows or changes the model
			/budget [KIND [N]]      shows or changes a budget: steps, tokens, seconds, usd; N none takes it away
			/approve [MODE]         when you are asked before a call: never, risky, always
			/help                   this
			/quit                   leaves, and so does Ctrl-D
			A line that ends with a backslash goes on in the next. Ctrl-C stops the task under way.""";

	private final Map<String, Consumer<String[]>> commands = new LinkedHashMap<>();

	private final Prompt prompt;

	private final Terminal terminal;

	SlashCommands(Prompt prompt, Terminal terminal) {
		this.prompt = prompt;
		this.terminal = terminal;
		this.commands.put("/runs", (words) -> command("runs"));
		this.commands.put("/show", (words) -> command("show", argument(words, "/show RUN")));
		this.commands.put("/resume", (words) -> prompt.resume(id(argument(words, "/resume RUN"))));
		this.commands.put("/new", (words) -> prompt.forget());
		this.commands.put("/model", this::model);
		this.commands.put("/budget", this::budget);
		this.commands.put("/approve", this::approve);
		this.commands.put("/help", (words) -> say(HELP));
	}

	/** For completion. */
	static List<String> names() {
		return List.of("/runs", "/show", "/resume", "/new", "/model", "/budget", "/approve", "/help", "/quit");
	}

	/**
	 * Carries a command out.
	 * @return whether it was one, or was meant to be one; otherwise it is a task
	 */
	boolean carryOut(String text) {
		String[] words = text.strip().split("\\s+");
		Consumer<String[]> command = this.commands.get(words[0]);
		if (command != null) {
			command.accept(words);
			return true;
		}
		if (words.length == 1 && words[0].matches("/[a-z]+")) {
			say("there is no " + words[0] + "; /help shows what there is");
			return true;
		}
		return false;
	}

	private void command(String... arguments) {
		Map<String, String> environment = this.prompt.environment();
		new CommandLine(new AuraCommand(environment), new Commands(environment))
			.setExecutionExceptionHandler((failure, command, parsed) -> {
				say(String.valueOf(failure.getMessage()));
				return ExitStatus.FAILED;
			})
			.execute(arguments);
	}

	private void model(String[] words) {
		if (words.length > 1) {
			this.prompt.choose(words[1]);
		}
		var model = this.prompt.oneShot().model();
		say("model: %s at %s".formatted(model.name(), model.address()));
	}

	private void budget(String[] words) {
		if (words.length > 2) {
			this.prompt.set(variable(words[1]), words[2].equals("none") ? "" : words[2]);
		}
		List<String> shown = (words.length > 1) ? List.of(words[1]) : List.of("steps", "tokens", "seconds", "usd");
		shown.forEach((kind) -> say("%-8s %s".formatted(kind, set(variable(kind)).orElse("not set"))));
	}

	private void approve(String[] words) {
		if (words.length > 1) {
			this.prompt.set("AURA_APPROVE", words[1]);
		}
		say("you are asked: " + set("AURA_APPROVE").orElse("never"));
	}

	private Optional<String> set(String variable) {
		return Optional.ofNullable(this.prompt.environment().get(variable)).filter((value) -> !value.isBlank());
	}

	private static String variable(String kind) {
		@Nullable String variable = BUDGETS.get(kind.toLowerCase(Locale.ROOT));
		if (variable == null) {
			throw new SettingException("/budget", kind, "steps, tokens, seconds or usd");
		}
		return variable;
	}

	private static RunId id(String text) {
		return RunId.of(text)
			.orElseThrow(() -> new SettingException("RUN", text, "the id of a run, as /runs lists it"));
	}

	private static String argument(String[] words, String usage) {
		return Arrays.stream(words)
			.skip(1)
			.findFirst()
			.orElseThrow(() -> new SettingException("%s: nothing (expected: %s)".formatted(words[0], usage)));
	}

	private void say(String text) {
		this.terminal.err().println(Terminal.harmless(text));
	}

}
