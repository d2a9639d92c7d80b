package dev.aura.kernel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunResult;
import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;

/** Reads tasks line by line and keeps the conversation between them. */
final class Prompt {

	private final OneShot oneShot;

	private final Terminal terminal;

	Prompt(OneShot oneShot, Terminal terminal) {
		this.oneShot = oneShot;
		this.terminal = terminal;
	}

	/** Converses until a blank line, the end of the input or {@code /exit}. */
	int converse() throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		List<ChatMessage> conversation = List.of();
		int status = ExitStatus.ANSWERED;
		for (String line = ask(lines); line != null && !ends(line); line = ask(lines)) {
			RunResult result = this.oneShot.run(line, conversation);
			conversation = result.messages();
			status = ExitStatus.of(result.last());
			if (result.last() instanceof AgentEvent.Interrupted) {
				return status;
			}
		}
		return status;
	}

	private @Nullable String ask(BufferedReader lines) throws IOException {
		if (!Terminal.isTerminal(0)) {
			return lines.readLine();
		}
		this.terminal.err().print(this.terminal.bold("aura> "));
		this.terminal.err().flush();
		String line = lines.readLine();
		if (line == null) {
			// The shell's own prompt belongs on a line of its own.
			this.terminal.err().println();
		}
		return line;
	}

	private static boolean ends(String line) {
		return line.isBlank() || "/exit".equals(line.strip());
	}

}
