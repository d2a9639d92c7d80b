package dev.aura.kernel.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTest {

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Test
	void takesAwayWhatSteersATerminal() {
		assertThat(Terminal.harmless("a\u001b[2Jb\u009b31mc\u0007\td\ne")).isEqualTo("a[2Jb31mc\td\ne");
		assertThat(Terminal.line("a\n b\u001b", 10)).isEqualTo("a b");
	}

	@Test
	void usesNoColoursWhenTheyAreNotWanted() {
		assertThat(Terminal.open(Map.of("NO_COLOR", "1", "TERM", "xterm")).colours()).isFalse();
		assertThat(Terminal.open(Map.of("TERM", "dumb")).colours()).isFalse();
		assertThat(Terminal.open(Map.of()).colours()).isFalse();
	}

	@Test
	void coloursOnlyWhenItMay() {
		show(true, new AgentEvent.StepStarted(1));
		show(false, new AgentEvent.StepStarted(2));

		assertThat(this.err.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[1mstep 1\u001b[0m\nstep 2\n");
	}

	@Test
	void beginsANewLineAfterTheModelsText() {
		PrintStream stream = new PrintStream(this.err, true, StandardCharsets.UTF_8);
		Console console = new Console(new Terminal(stream, stream, false, false));

		console.accept(event(new AgentEvent.Text(1, "Let me ")));
		console.accept(event(new AgentEvent.Text(1, "see\u001b[0m.")));
		console.accept(event(new AgentEvent.ToolCalled(1, 1, "recall", "{\n}", "span")));

		assertThat(this.err.toString(StandardCharsets.UTF_8)).isEqualTo("Let me see[0m.\n  -> recall { }\n");
	}

	private void show(boolean colours, AgentEvent event) {
		PrintStream stream = new PrintStream(this.err, true, StandardCharsets.UTF_8);
		new Console(new Terminal(stream, stream, colours, false)).accept(event(event));
	}

	private static RunEvent event(AgentEvent event) {
		return new RunEvent(1, Instant.EPOCH, "r", event);
	}

}
