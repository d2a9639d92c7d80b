package dev.aura.api.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The file that {@code AURA_FAULT} names, by which a test stops the clock of a process.
 * Its one line is {@code PLACE:N}. The process that comes past that place for the Nth
 * time since the line was written renames the file to {@code NAME.reached} and waits,
 * until it is killed or somebody deletes that file. Without the variable a place costs
 * one comparison.
 */
public final class FaultFile {

	private static final Duration BEAT = Duration.ofMillis(2);

	private static final @Nullable FaultFile named = named();

	private final Path file;

	private String line = "";

	private int times;

	FaultFile(Path file) {
		this.file = file;
	}

	private static @Nullable FaultFile named() {
		String name = System.getenv("AURA_FAULT");
		return (name == null || name.isEmpty()) ? null : new FaultFile(Path.of(name));
	}

	/**
	 * The process comes past a place.
	 * @param process {@code kernel} or {@code bus}
	 */
	public static void reach(String process, Enum<?> place) {
		if (named != null && named.isMeant(process + "." + place.name())) {
			named.hold();
		}
	}

	/** Counts a place, and says whether this is the time. */
	synchronized boolean isMeant(String place) {
		try {
			String now = Files.readString(this.file).strip();
			if (!now.equals(this.line)) {
				this.line = now;
				this.times = 0;
			}
			if (!now.startsWith(place + ":") || ++this.times != Integer.parseInt(now.substring(place.length() + 1))) {
				return false;
			}
			Files.move(this.file, reached(), StandardCopyOption.ATOMIC_MOVE);
			return true;
		}
		catch (IOException ex) {
			// No test is under way, or another place was it.
			return false;
		}
	}

	private Path reached() {
		return this.file.resolveSibling(this.file.getFileName() + ".reached");
	}

	private void hold() {
		boolean interrupted = false;
		while (Files.exists(reached())) {
			try {
				Thread.sleep(BEAT);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
