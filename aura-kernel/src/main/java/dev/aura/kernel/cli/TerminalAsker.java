package dev.aura.kernel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.approve.Verdict;

/** Asks the person at the terminal, one question at a time. */
final class TerminalAsker implements Asker {

	private final Terminal terminal;

	private final Lines lines;

	private final ReentrantLock oneAtATime = new ReentrantLock();

	TerminalAsker(Terminal terminal, Lines lines) {
		this.terminal = terminal;
		this.lines = lines;
	}

	/** The person at the terminal of this process, if there is one. */
	static Asker of(Terminal terminal) {
		return (Terminal.isTerminal(0) && Terminal.isTerminal(2))
				? new TerminalAsker(terminal, new ConsoleLines(System.in, terminal.err())) : Asker.NOBODY;
	}

	@Override
	public Optional<Verdict> ask(String tool, String question) {
		this.oneAtATime.lock();
		try {
			show(question);
			while (true) {
				String answer = this.lines
					.answer("allow? [y]es, [n]o, [a]lways for %s in this run, or why not: ".formatted(tool));
				if (answer == null) {
					return Optional.empty();
				}
				if (!answer.isBlank()) {
					return Optional.of(verdict(answer.strip()));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.oneAtATime.unlock();
		}
	}

	private static Verdict verdict(String answer) {
		return switch (answer.toLowerCase(Locale.ROOT)) {
			case "y", "yes" -> new Verdict(true, false, null);
			case "a", "always" -> new Verdict(true, true, null);
			case "n", "no" -> new Verdict(false, false, null);
			default -> new Verdict(false, false, answer);
		};
	}

	private void show(String question) {
		PrintStream err = this.terminal.err();
		err.println();
		Terminal.harmless(question).lines().forEach((line) -> err.println(coloured(line)));
	}

	private String coloured(String line) {
		if (line.startsWith("+")) {
			return this.terminal.green(line);
		}
		return line.startsWith("-") ? this.terminal.red(line) : line;
	}

}
