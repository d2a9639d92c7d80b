package dev.aura.kernel.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the command writes: UTF-8 whatever the locale, and nothing that could steer a
 * terminal but our own colours.
 *
 * @param out for the answer alone
 * @param err for everything else
 * @param colours whether {@code err} takes them
 * @param answerOnTerminal whether a person looks at {@code out}
 */
record Terminal(PrintStream out, PrintStream err, boolean colours, boolean answerOnTerminal) {

	static Terminal open(Map<String, String> environment) {
		boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
				|| "dumb".equals(environment.getOrDefault("TERM", "dumb"));
		return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), !plain && isTerminal(2),
				isTerminal(1));
	}

	private static PrintStream stream(FileDescriptor descriptor) {
		return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
	}

	/** Whether a descriptor of this process is a terminal. */
	static boolean isTerminal(int descriptor) {
		try {
			String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
			return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return System.console() != null;
		}
	}

	String dim(String text) {
		return style("2", text);
	}

	String bold(String text) {
		return style("1", text);
	}

	String red(String text) {
		return style("31", text);
	}

	String green(String text) {
		return style("32", text);
	}

	String cyan(String text) {
		return style("36", text);
	}

	private String style(String code, String text) {
		return this.colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
	}

	/** A text of others without control characters, line ends and tabs excepted. */
	static String harmless(String text) {
		return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f&&[^\\n\\t]]", "");
	}

	/** A text of others on one short line. */
	static String line(String text, int longest) {
		String line = harmless(text.replaceAll("\\s+", " ")).strip();
		return (line.length() <= longest) ? line : line.substring(0, longest) + "...";
	}

}
