package dev.aura.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process, told apart from a later one with the same pid: that of a bus in a container
 * is always the same.
 *
 * @param pid of the process
 * @param started when it was started, which only says whether it is the same; 0 when the
 * system does not tell
 */
public record ProcessIdentity(long pid, long started) {

	/** No process at all. */
	public static final ProcessIdentity NONE = new ProcessIdentity(0, 0);

	private static final Pattern NAME = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

	/** Of those in {@code /proc/PID/stat} that come after the name in parentheses. */
	private static final int START_TIME = 19;

	public static ProcessIdentity current() {
		return of(ProcessHandle.current());
	}

	public static ProcessIdentity of(ProcessHandle process) {
		return new ProcessIdentity(process.pid(), started(process));
	}

	/** By the kernel's own count, which goes on when somebody sets the clock. */
	private static long started(ProcessHandle process) {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
			return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TIME]);
		}
		catch (IOException ex) {
			return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		}
	}

	/** The one of a name; nothing when it is none. */
	public static Optional<ProcessIdentity> parse(String name) {
		Matcher parts = NAME.matcher(name);
		return parts.matches()
				? Optional.of(new ProcessIdentity(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
				: Optional.empty();
	}

	public boolean isAlive() {
		return ProcessHandle.of(this.pid).map((process) -> of(process).equals(this)).orElse(false);
	}

	/** Its name. */
	@Override
	public String toString() {
		return this.pid + "-" + this.started;
	}

}
