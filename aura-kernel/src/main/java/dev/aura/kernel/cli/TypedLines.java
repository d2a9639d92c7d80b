package dev.aura.kernel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Words typed at a terminal, with editing, a history in {@code AURA_HOME/history} and
 * several lines: one that ends with a backslash goes on, and pasted lines stay together.
 */
final class TypedLines implements Lines {

	private static final String MORE = "  ... ";

	private final org.jline.terminal.Terminal terminal;

	private final LineReader reader;

	private final String prompt;

	/** A terminal. Everything but answers is written to stderr. */
	TypedLines(Path home, String prompt, List<String> commands) throws IOException {
		this.prompt = prompt;
		this.terminal = TerminalBuilder.builder()
			.system(true)
			.dumb(true)
			.systemOutput(TerminalBuilder.SystemOutput.SysErr)
			.encoding(StandardCharsets.UTF_8)
			.build();
		DefaultParser parser = new DefaultParser();
		// A task is text: it has no quotes to be closed.
		parser.setQuoteChars(new char[0]);
		parser.setEofOnEscapedNewLine(true);
		this.reader = LineReaderBuilder.builder()
			.terminal(this.terminal)
			.parser(parser)
			.completer(new StringsCompleter(commands))
			.variable(LineReader.HISTORY_FILE, history(home))
			.variable(LineReader.HISTORY_SIZE, 1_000)
			.variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
			.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
			.option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
			.option(LineReader.Option.BRACKETED_PASTE, true)
			.build();
	}

	/** Tasks can hold what is nobody else's business. */
	private static Path history(Path home) throws IOException {
		Path file = home.resolve("history");
		Files.createDirectories(home);
		if (!Files.exists(file)) {
			Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		}
		return file;
	}

	@Override
	public @Nullable String next() {
		while (true) {
			try {
				String text = this.reader.readLine(this.prompt);
				String joined = text.replaceAll("\\\\\\R", "\n");
				if (!joined.isBlank()) {
					return joined;
				}
			}
			catch (UserInterruptException ex) {
				if (ex.getPartialLine().isEmpty()) {
					this.terminal.writer().println("(Ctrl-D or /quit leaves)");
					this.terminal.flush();
				}
			}
			catch (EndOfFileException ex) {
				return null;
			}
		}
	}

	@Override
	public @Nullable String answer(String question) {
		try {
			this.reader.getVariables().put(LineReader.DISABLE_HISTORY, true);
			return this.reader.readLine(question);
		}
		catch (UserInterruptException | EndOfFileException ex) {
			return null;
		}
		finally {
			this.reader.getVariables().put(LineReader.DISABLE_HISTORY, false);
		}
	}

	@Override
	public void onInterrupt(Runnable action) {
		this.terminal.handle(org.jline.terminal.Terminal.Signal.INT, (signal) -> action.run());
	}

	@Override
	public void close() throws IOException {
		this.terminal.close();
	}

}
