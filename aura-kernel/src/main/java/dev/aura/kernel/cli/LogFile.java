package dev.aura.kernel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * Writes warnings and errors to {@code AURA_HOME/logs/kernel.log}, which is made with the
 * first of them. Each line is appended whole, so that kernels can share the file.
 */
final class LogFile extends Handler {

	/**
	 * Loggers that say too much: the graph logs what its nodes throw, a cancellation
	 * included, and the server's framework how it starts and why it cannot, which we say
	 * better. They are held here, since a logger that nobody holds forgets its level.
	 */
	private static final Map<Logger, Level> QUIET = Map.of(Logger.getLogger("org.bsc.langgraph4j"), Level.OFF,
			Logger.getLogger("org.springframework"), Level.SEVERE,
			Logger.getLogger("org.springframework.boot.diagnostics"), Level.OFF, Logger.getLogger("org.apache"),
			Level.WARNING);

	private static final SimpleFormatter MESSAGE = new SimpleFormatter();

	private final Path file;

	private LogFile(Path file) {
		this.file = file;
		setLevel(Level.WARNING);
	}

	/** Makes this the only place where logs go. */
	static void install(Path home) {
		LogManager.getLogManager().reset();
		Logger root = Logger.getLogger("");
		root.setLevel(Level.INFO);
		QUIET.forEach(Logger::setLevel);
		root.addHandler(new LogFile(home.resolve("logs").resolve("kernel.log")));
	}

	/** Shows what is logged, from information on, to whoever watches a server. */
	static void alsoTo(PrintStream stream) {
		Handler handler = new StreamHandler(stream, new SimpleFormatter() {
			@Override
			public String format(LogRecord event) {
				return LogFile.format(event);
			}
		}) {
			@Override
			public synchronized void publish(LogRecord event) {
				super.publish(event);
				flush();
			}
		};
		Logger.getLogger("").addHandler(handler);
	}

	/** One line, and the cause under it. */
	static String format(LogRecord event) {
		StringWriter text = new StringWriter();
		String logger = String.valueOf(event.getLoggerName());
		text.append(event.getInstant().toString()).append(' ').append(event.getLevel().getName()).append(' ');
		text.append(logger.substring(logger.lastIndexOf('.') + 1))
			.append(' ')
			.append(MESSAGE.formatMessage(event))
			.append('\n');
		if (event.getThrown() != null) {
			event.getThrown().printStackTrace(new PrintWriter(text, true));
		}
		return text.toString();
	}

	@Override
	public void publish(LogRecord event) {
		if (!isLoggable(event)) {
			return;
		}
		// The thread may carry an interrupt, which would close the file's channel.
		boolean interrupted = Thread.interrupted();
		try {
			Files.createDirectories(this.file.getParent());
			Files.writeString(this.file, format(event), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			System.err.print(format(event));
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void flush() {
		// Every event is written at once.
	}

	@Override
	public void close() {
		// Nothing stays open.
	}

}
