package dev.aura.kernel.cli;

import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;

/**
 * Shows a run at the prompt: the model's text as it comes, readable, and only once when
 * the person looks at stdout as well.
 */
final class TypedConsole implements Consumer<RunEvent> {

	private final Terminal terminal;

	private final Console console;

	private final Markdown markdown;

	TypedConsole(Terminal terminal) {
		this.terminal = terminal;
		this.console = new Console(terminal);
		this.markdown = new Markdown(terminal);
	}

	@Override
	public void accept(RunEvent event) {
		if (event.event() instanceof AgentEvent.Text text) {
			print(this.markdown.more(text.text()));
			return;
		}
		print(this.markdown.end());
		if (event.event() instanceof AgentEvent.Answered answered && this.terminal.answerOnTerminal()) {
			this.terminal.err().println(this.terminal.dim(Console.cost(answered)));
			return;
		}
		this.console.accept(event);
	}

	private void print(String text) {
		this.terminal.err().print(text);
		this.terminal.err().flush();
	}

}
